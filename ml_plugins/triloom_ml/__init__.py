"""Prediction, pricing and segmentation as computed-field plugins."""
