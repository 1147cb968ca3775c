"""The five purposes of a visit and their pictures, in the order of the plan."""

from kiosk.values import Purpose

PURPOSE_PICTURES = {
    Purpose.READING: "book-open",
    Purpose.LENDING: "arrow-left-right",
    Purpose.INTERNET: "wifi",
    Purpose.CLASS_OR_CLUB: "graduation-cap",
    Purpose.EVENT: "sparkles",
}
