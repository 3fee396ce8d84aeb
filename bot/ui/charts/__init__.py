"""Charts as PNG images for a phone, in the admin's language. They are drawn in a thread of their own, which
loads matplotlib at the first chart: a bot that draws none does not pay for it."""
