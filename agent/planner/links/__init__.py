"""Reading what is said of linked records: `accounts with no open deal`."""
