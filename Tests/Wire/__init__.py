"""What the black-box suites share: frames, handshakes, a raw connection, programs under test, a runner.

Everything here is written from the RFCs with the standard library alone, so that it shares no mistake with the
programs that it judges.
"""
