"""The pages' addresses. A kiosk's addresses are in wire.py."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.points, name="points"),
    path("diem/<str:code>", pages.point, name="point"),
    path("dang-nhap", pages.LogIn.as_view(), name="login"),
    path("dang-xuat", pages.LogOut.as_view(), name="logout"),
    path("tokens.css", pages.tokens, name="tokens"),
]

handler404 = "sync.province.pages.not_found"
handler500 = "sync.province.pages.broken"
