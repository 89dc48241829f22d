"""Classification and prediction: from measurements, notes and pictures to what they mean."""
