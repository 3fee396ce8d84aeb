"""All edits of the catalog by admins, in one service."""

from .content_edits import ContentEdits
from .content_file_edits import ContentFileEdits
from .product_edits import ProductEdits
from .reward_edits import RewardEdits


class AdminCatalog(ContentEdits, ContentFileEdits, ProductEdits, RewardEdits):
    """The catalog and all edits of it. They raise NotAllowed if the caller is not an admin, InvalidSetting
    for values out of range, ChangedMeanwhile if a field of `expected` is not as it was shown (nothing changes
    then), and DatabaseUnavailable. Every edit is a row of the audit log."""
