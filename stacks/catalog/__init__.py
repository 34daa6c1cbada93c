"""The catalog for people: what is listed of it, and its refresh from the providers' public price lists."""
