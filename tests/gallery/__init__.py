"""Every modal and home tab, as people see them: `make gallery` takes their pictures."""
