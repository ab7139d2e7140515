"""Tests in headless Chromium; a package, so that its browser ends before the tests of other folders begin."""
