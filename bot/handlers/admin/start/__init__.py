"""The panel's section "Start here": the checklist of a new bot, and the creator's channels with emojis."""
