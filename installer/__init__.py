"""What makes a machine run Điểm Đọc, and the demo that shows it whole."""
