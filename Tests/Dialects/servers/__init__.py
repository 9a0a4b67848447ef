"""Small servers, one for each dialect, written from the documents alone: they know nothing of Tautline."""
