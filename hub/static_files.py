from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Every file is named by its content, those that modules import too.

    Unhashed names are not there in production, and a module that is imported under its plain name could come from
    another release than the one that imports it. So collectstatic writes hashed names into `import … from "./…";`.
    """

    support_js_module_import_aggregation = True
