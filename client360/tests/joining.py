# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import importlib.util
import sys

from odoo.orm.model_classes import add_to_registry
from odoo.orm.models import MetaModel
from odoo.tools.convert import convert_file


class JoiningAddonMixin:
    """Installs a small addon in the transaction of the test, as Odoo would: its Python
    files, its tables, its rights and its views. Odoo sets all models up again after the
    class, without the addon's then."""

    @classmethod
    def install_addon(cls, module, folder, models=("models",), data=()):
        """Install an addon.

        :param str module: technical name of an addon that is not installed
        :param pathlib.Path folder: where its files are
        :param models: names of its Python files, in the order of their import
        :param data: names of its data files
        """
        modules = cls.env["ir.module.module"].sudo()
        if not modules.search_count([("name", "=", module)], limit=1):
            modules.create({"name": module, "state": "installed"})
        cls.addClassCleanup(MetaModel._module_to_models__.pop, module)
        for file in models:
            name = f"odoo.addons.{module}.{file}"
            spec = importlib.util.spec_from_file_location(name, folder / f"{file}.py")
            sys.modules[name] = importlib.util.module_from_spec(spec)
            cls.addClassCleanup(sys.modules.pop, name)
            spec.loader.exec_module(sys.modules[name])
        names = {}  # in their order
        for model in MetaModel._module_to_models__[module]:
            if model._name in cls.registry:
                before = cls.registry[model._name]
                if model._name not in names:
                    cls.addClassCleanup(
                        setattr, before, "_base_classes__", before._base_classes__
                    )
            else:
                cls.addClassCleanup(cls.registry.models.pop, model._name)
                cls.addClassCleanup(cls._forget_parents, model._name)
            names[add_to_registry(cls.registry, model)._name] = True
        cls.registry._setup_models__(cls.cr, names)
        cls.registry.init_models(cls.cr, names, {"module": module})
        for file in data:
            convert_file(cls.env(su=True), module, str(folder / file), {}, mode="init")

    @classmethod
    def _forget_parents(cls, name):
        for model in cls.registry.models.values():
            model._inherit_children.discard(name)
