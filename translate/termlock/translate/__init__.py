"""Translation with locked terms: documents, engines, locks, translation memory and the starter model."""
