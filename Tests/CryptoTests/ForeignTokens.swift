// Tokens and keys that other software made: PyJWT 2.15 with cryptography 50, in Python.

/// Keys, and a token of each algorithm that is signed with one of them.
enum ForeignTokens {
  /// The secret of the HS tokens.
  static let secret = "correct-horse-battery-staple-0123456789abcdef0123456789abcdef-64b"

  /// The public key of the RS and PS tokens.
  static let rsa = """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApaUyjkSM/3KHquO3nBMR
    YGgncBdJJw0uN3TxLOYASBWnN3pi1PL13d4V6MqGaXeZSKsW3NRARpVNHz8/JQ/n
    ZbSHebqNlFvyMyzrXsW3dQKF5YdXQCN7v0FC9+C6VmtUDHQMiwWJMSVoFCWkgvvA
    3NNObdrenqI26KLaRm7yHv65xhyH/0agXt0tJ34uL6F7vgzjjlpEjuJXbNwPM+bW
    3smyJw/grxwjUGthFGMFJq7i+YCpMpLHlobQkWchRV5s9nq+GMfaA2GsqtMFZ74A
    C6eDnPvcV1jMiWYRBOFoLknOFaeW7g4FSN0SvzbUlXKqU/ngrMfz3Tlwqzc06huo
    BwIDAQAB
    -----END PUBLIC KEY-----
    """

  /// The public key of the ES256 token.
  static let p256 = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx1jrW9eVF9+1bD5a67PBxni6lIm0
    5HAipU/FWaYxRfBE2NpDVsY7eKnT3H9sAsXt5eKfWnxR3w7XvfLdxvAe9w==
    -----END PUBLIC KEY-----
    """

  /// The public key of the ES384 token.
  static let p384 = """
    -----BEGIN PUBLIC KEY-----
    MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEks+ViY03nJcf0eeYurfBMPnSx/lACHn4
    +yxAlcX44EBTuqIs5pSB2b9pxTPTvc/6cKR5goF2PUveUNvhJP5LhlewX6zU/qVc
    bd2LhF0/gpZCoDIrZezRUGS4qRxHpfP8
    -----END PUBLIC KEY-----
    """

  /// The public key of the EdDSA token.
  static let ed25519 = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAtPQD9LU5uu9MAwKbftY7amHuNP+G8MS9L+Lt1Q+cD78=
    -----END PUBLIC KEY-----
    """

  /// The private key on P-256, PKCS #8.
  static let p256Private = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4P5KdA10jPSGSVr2
    m5S3MUo5N8SI0EkK2oNgERSwQ5ihRANCAATHWOtb15UX37VsPlrrs8HGeLqUibTk
    cCKlT8VZpjFF8ETY2kNWxjt4qdPcf2wCxe3l4p9afFHfDte98t3G8B73
    -----END PRIVATE KEY-----
    """

  /// The same key as RFC 5915 has it.
  static let p256SEC1 = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIOD+SnQNdIz0hkla9puUtzFKOTfEiNBJCtqDYBEUsEOYoAoGCCqGSM49
    AwEHoUQDQgAEx1jrW9eVF9+1bD5a67PBxni6lIm05HAipU/FWaYxRfBE2NpDVsY7
    eKnT3H9sAsXt5eKfWnxR3w7XvfLdxvAe9w==
    -----END EC PRIVATE KEY-----
    """

  /// A private key under a passphrase.
  static let encrypted = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBDuNemYEWmd5GI0rGS8
    JHnKAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQWCti7jZPegoyRB5M
    z0BZ+ARAqDXBIZbbOw8ShPyM5yaEC7ErLzwzobbRrqCSp3NIniQAI++9L/zoj2zY
    d0AhMRnJvB1NaYwvvi5Eo0C7efpcRA==
    -----END ENCRYPTED PRIVATE KEY-----
    """

  /// An RSA key that is too small.
  static let smallRSA = """
    -----BEGIN PUBLIC KEY-----
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDl+lrzGvIJMLtY9f2tD53tQ2ob
    QmYJT+3z/O89fjKuSwASQyvI/KVn3hjYqMe0JGDaCls4wrj1FFYV6CZpCcTjn+dy
    eH/bxRuiQFMCENBhBk0bttzwCo3BHbrlhmdEQ/kKBGam+qjxUe65Cp3O263BN3Iw
    Ve/h8QWqygXFEdyjPQIDAQAB
    -----END PUBLIC KEY-----
    """

  /// A key on a curve that is not known.
  static let p521 = """
    -----BEGIN PUBLIC KEY-----
    MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAy0HWWSJreWxLNdIkIlonFfowQucT
    oOvQlCodq8TFhdrwE/HWxmwNFuI3LLxkL2/GpcJFVXrCU5SE5m3urASwc0ABbLsw
    /UZwCGcPQxRod6RekY4hkH9ls8jtY6SfjWmG2u9HlKyVQ4iGgOr0msef9I+YgoP+
    mOiJi73bAv0Lg0qfO2U=
    -----END PUBLIC KEY-----
    """

  /// A key of a kind that is not known.
  static let ed448 = """
    -----BEGIN PUBLIC KEY-----
    MEMwBQYDK2VxAzoAyCLDqFYr4HKjPMmqKibXIFlbFAYfEYUtVJWFowsCoOaFxJib
    SzzOBTP+WIxu85196WnJaSEXsl2A
    -----END PUBLIC KEY-----
    """

  /// A certificate of the key on P-256.
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBETCBt6ADAgECAgEBMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBmlzc3VlcjAg
    Fw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowETEPMA0GA1UEAwwGaXNz
    dWVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx1jrW9eVF9+1bD5a67PBxni6
    lIm05HAipU/FWaYxRfBE2NpDVsY7eKnT3H9sAsXt5eKfWnxR3w7XvfLdxvAe9zAK
    BggqhkjOPQQDAgNJADBGAiEAmvaVchSfTsSNKD/wodrWlArTnI/k5zL2y3INqLG0
    X2kCIQDiKzfgqXx5m4A0SLbzAHNY9tG3RAA6C+neRfdpYkhphA==
    -----END CERTIFICATE-----
    """

  /// The tokens by their algorithm; each says who, and ends in the year 2100.
  static let tokens: [String: String] = [
    "HS256": """
    eyJhbGciOiJIUzI1NiIsImtpZCI6ImtleS1oczI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.oGx\
    m5HUJArS7eRoRKXJvdGhvTNMRgpiliIhhBBr6caI
    """,
    "HS384": """
    eyJhbGciOiJIUzM4NCIsImtpZCI6ImtleS1oczM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.OI2\
    e3MdPFVNfxI5B7SPKc1Byo3psKkjUYWM-uVTy6kPI70KOIplJwP3TDv2PAINa
    """,
    "HS512": """
    eyJhbGciOiJIUzUxMiIsImtpZCI6ImtleS1oczUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.OmN\
    kPGO55nBgEtOUeNxE-7-dX3EiRSfWbL3nKa_qnfPiAsTafyicnJUifavH8SG9_Qxzay2STjrW2wzwIFkglQ
    """,
    "RS256": """
    eyJhbGciOiJSUzI1NiIsImtpZCI6ImtleS1yczI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.D1k\
    8wT5qQdjXCBRsSJ5eaW_k7oFJ4wQ1NnAUSLjcxVp-fC5icLJcDL8iPjvXsPDCkR9LoCUfjYYrGK03eHK86c2hAf_P0vTDq4Sc5XM\
    8YsvD-QTUIZN86QHAFXiu59he856ennPR1j_E2N-gaIFzhf6hwvXlBj72F1UXhDsEtWZwWJShQkLdWL-NIBPa5D2-8SogB4cC7rm\
    rRBqhkST-7bq8W-EiYvDXJQ91c-_xMLhAN1MaOPx99PdFzpVI9HHccfxkwIKRlclfSwsW0nBAWOtFZrDF841rQMQKhjmViGqYezx\
    V12wHDXGM01osiXfvRA2PblZUjQ5qw0M1l-WG6g
    """,
    "RS384": """
    eyJhbGciOiJSUzM4NCIsImtpZCI6ImtleS1yczM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.g35\
    PZy30HpaVa1k5I5t1xZ01O_dDmzVGwlpgmo5TsX_2yf4bl6kfnm9UYe6sjEygTiq9zVsEehTwomA9phHbzpElk1koVnp7bN4hrwD\
    o8quiP6gHhlooBSfmbSAolOiz6XWjCNdGjuFuBxt5OaBsSjdjjl0ardIsbYex2Ece4aEvDdvnowwCdlYGfJxpoKsu48rEu3fFiXm\
    7mZZ-H-QscIp9qfg8yJZ7eQ-SqolyTVVk2FSG2qFGOICPh7xF5EsDEIgLQh4c22_dZ-wPgA5wUvpekTlDR569sAibnUmfjmMRrmN\
    fUAWXLR7wrkMyrrFkiN7VmIRLBrEhmpxmQsd0Ng
    """,
    "RS512": """
    eyJhbGciOiJSUzUxMiIsImtpZCI6ImtleS1yczUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.OWX\
    OrX0chiFeShk9kgmho3o-vmIJTt48V4XZ9G1d1bKQbKgIuiAWERWEYeRVTW5ExWyCip8NcP7EGmfPOGIYHDiHL-S4DyyHbgwLCbm\
    a2Fkl274lu6m69iL_AMCdI9_1t2togq4K-rLrGt45gRz9tc4cJ_j1v7YwhWJdX0nJy_iVP40a6I38pWqguqOKZdRhPHKcheTzwxe\
    QoDFYlcsEWCprnGUy1dW_6btK8S1DVAtob9KbvR4yMuXQn3pR4Mwpj8tC9M1B76zo1U9NNzCcGvYr0ModwNjwhJtVuu9XVvQkz4r\
    VirltPDVfrw7WPQYY9GpFxFvJpw0v4UI0W98yeg
    """,
    "PS256": """
    eyJhbGciOiJQUzI1NiIsImtpZCI6ImtleS1wczI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.ZdI\
    zViKcrhpkvbUpc50S308exzoOyu84PErvqVpgFk8ibmdfL5Tgg7zff5QcVT_WTZR203Y_brXZRg_xBbGD7wcNwGs_ju87eJWEL9B\
    l-R4svHf5qYPXibWAARnemZiJCNCreov0g6Vh_WDIaffwN_4l4W40dn0CddgQqaFbFUNZSvdgnpbxxgV8ZbXkuCy1ZYGpzi-17is\
    ihY9Bc4j18sZzy-Mw1jyriOLJNRoAZn1JMt5r_s5BcWm-rN0JtlAErDGkE13ai-VevIYVp94vYYoWOE_9BVYdxw126nvn27OYTEt\
    7HMP0cA8EsfbuPmsEJ8X0pDEffXwAwaE_ofk7kw
    """,
    "ES256": """
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImtleS1lczI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.lzN\
    uhAjXxWlV8pyU64C-aXIvBa0Xc12x9MpGN6gMj5st2hGnpKNVHvP56YOi8H1-SV_3Ibspy1rStxEaZCqeFg
    """,
    "ES384": """
    eyJhbGciOiJFUzM4NCIsImtpZCI6ImtleS1lczM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.5Ig\
    FMhbENfl520z4Bhbr78IciOOqEyFMoLixdP6cz1nGj06gxvDKKma3DkuVRQlm3o3DzKZVA8-ejQUTR_BNLiPTg_3ZlpaRlfHpY0n\
    lkA6CSehxOl_mTz7PtgwuxKMG
    """,
    "EdDSA": """
    eyJhbGciOiJFZERTQSIsImtpZCI6ImtleS1lZGRzYSIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiI\
    sInJvb21zIjpbIm1sYiIsIm9kZHMuKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.QVC\
    aafcGC2eNomf6vs29HmmNz3cVyyvnE91qBXo5nTsE3dPP4QscWDzZ0wgXnohM21a1OcoWsF4nZ-zhi53PCA
    """,
  ]

  /// A token of an algorithm that is not supported, by the RSA key.
  static let ps512 = """
    eyJhbGciOiJQUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiIsInJvb21zIjpbIm1sYiIsIm9kZHM\
    uKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.ZWvXbrNRO31mgQYHMyJuMNUFMr4_IY5179m\
    vtRC94DNUaRIsPFd8qN-TFeaGGCtgk5NVKH8Hz7v4iKqpPc3NEi9Rdok7RjCrN5OZ7-NxhPgdq-n3DXdyEmiqrh4iHm-Huh57BiqG5aT\
    d4_nYH0wNVzfqNtAyA5yhvTdlSAIJTbfCajJBCt8fDiBlK8jetsLlRYC-ph_iq5tvzuq62EB3tfJBgke62xrtxuQXFgBsA0rWUfILnkL\
    UqKVPzEiHdina3apYYVP6yqAp5dq6OZyI83EaSlKJITykd03lG54HkZd1gbFVx_9sOPrteCRSKc7H__efEZvaMDY6PFuueNTQ6Q
    """

  /// A token whose HS256 secret is the text of the RSA public key.
  static let confusion = """
    eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiIsInJvb21zIjpbIm1sYiIsIm9kZHM\
    uKiJdLCJpYXQiOjE3NTUwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMCwianRpIjoidC0xIn0.AmHHOJ5Xc3se3BFmbHyo3UGzgNDOK7pMArA\
    mme6-Bsg
    """

}

/// The examples of RFC 7515, appendix A, and RFC 8037, appendix A.
enum RFCTokens {
  /// RFC 7515, A.1: HS256.
  static let a1 = """
    eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF\
    tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
    """

  /// The key of A.1.
  static let a1Key = """
    {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\
    "}
    """

  /// RFC 7515, A.2: RS256.
  static let a2 = """
    eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb29\
    0Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5\
    jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0Gar\
    ZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq\
    Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
    """

  /// The key of A.2, with its private part.
  static let a2Key = """
    {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1\
    Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBY\
    UsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco\
    9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD5\
    0LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU\
    6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1j\
    uUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ","p":"4\
    BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7o\
    uZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc","q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7\
    cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQk\
    v5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","dp":"BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLd\
    hrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1Xsmvkx\
    HQAdYo0","dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0\
    ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","qi":"IYd7DHOhrWvxkw\
    PQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0I\
    TrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"}
    """

  /// RFC 7515, A.3: ES256.
  static let a3 = """
    eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb29\
    0Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
    """

  /// The key of A.3, with its private part.
  static let a3Key = """
    {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LN\
    pXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
    """

  /// RFC 7515, A.5: a token without a signature.
  static let a5 = """
    eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290\
    Ijp0cnVlfQ.
    """

  /// RFC 8037, A.1: an Ed25519 key.
  static let ed25519Key = """
    {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQH\
    Og7hcvPapiMlrwIaaPcHURo"}
    """

  /// RFC 8037, A.4: what is signed.
  static let ed25519Input = """
    eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc
    """

  /// RFC 8037, A.4: the signature.
  static let ed25519Signature = """
    hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
    """

}
