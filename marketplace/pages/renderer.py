"""Django forms in our look: `{{ form }}` and `{{ field.as_field_group }}` need nothing more."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "components/_form.html"
    field_template_name = "components/_field.html"
    formset_template_name = "components/_formset.html"
