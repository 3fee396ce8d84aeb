"""The panel's section for what goes to many: posts, messages, besitos."""
