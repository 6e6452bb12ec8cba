"""Checks of translations: findings, drift between versions, reports."""
