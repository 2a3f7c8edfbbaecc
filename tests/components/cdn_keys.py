"""Public keys whose private halves were thrown away."""

from __future__ import annotations

OLD_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuakPlKK3gdOkRewdKrzN
SAgMzS0OS9CPH0rk3hFrPwmkqKF2vWfHgj3+jmNAUlHd0V0el8QDz7lKfMb4tCOZ
fyy2APxemO0vr0ljlkc28xLkrUacsfzyx18TuVkyQUEco2+b5SVoH6PmreiJKayy
338gqv9AXjjdQH12O+Dwzt87ULl+P6J7QimoqW61CbhasMRkJCJ+liXZfDY+kXE7
6/7tikf6194EgkiXNuHGQf1lshL45b2SlWIGs84Od7NQc8g+dVJSBvG0sTBhYyVA
X5Th1+5YnEX5r1rDj3Kc2TdASrL2yqJ+AEDYBytJ4yNFdeMdHZt5Ui2TsYD5eYSN
6wIDAQAB
-----END PUBLIC KEY-----
"""
NEW_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt9PfnB6HKloybK8pgPI8
K7NUDdLIM22VciQzgRheAYUl1YIm8rDy4Je+1l0UIYaajn45QyuvBHto+xDOWznz
Y2MpBOWPb+pYZoo/PX/xJMGM1Ax3QCyGfaburU7k0DERVP0wS2781CWkRmLkAW6O
uX99tOtLqN1QOtvbt8DOZRkKvJ02FVAVN5P7c/ldV7EcSjNObnGGDXnf3VwqSxCN
3wxBXrm/vrEI9eo7X9pWnLBm6THnJPL45McZhvBJw4Hi5eenKrC28ukgA3rZZZzP
oUE1ZI7ebnobG/xmJVzd30CciHdGCrLVI3Wp8eOkYeSInIiAnaUU3g+gRhOTJMEg
iwIDAQAB
-----END PUBLIC KEY-----
"""
ELLIPTIC_KEY = """\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6lGCNNradmQ/DdOdpB3XpEYslGxu
fP3rDtoUNn4IqKp+AtOCYTqRr3HIAOl85riXJ1u2WgTFv2zxmpsiJlglDg==
-----END PUBLIC KEY-----
"""
# The logical names, from `openssl pkey -pubin -in old.pem -outform DER | sha256sum | cut -c1-12` and the like.
OLD_DIGITS = "819a0291587b"
NEW_DIGITS = "a643608ea82d"
ELLIPTIC_DIGITS = "554fbbdd3023"
