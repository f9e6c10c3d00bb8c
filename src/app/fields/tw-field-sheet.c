/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-sheet.h"

#include <glib/gi18n-lib.h>

#include "tw-define.h"
#include "tw-dialog-fit.h"
#include "tw-field-edit.h"
#include "tw-field-kinds.h"

#define PREVIEW_AFTER_MS 150

struct _TwFieldSheet
{
  AdwWindow            parent_instance;

  TwWorkspace         *workspace;                      /* (owned) */
  TwSchema            *schema;                         /* (owned) that of entity and field */
  const TwEntity      *entity;
  const TwField       *field;                          /* nullable */
  GPtrArray           *targets;                        /* (owned) TwEntity; the first is NULL, any record */
  TwSchema            *shipped, *preview_schema;       /* (owned) (nullable) */
  guint                preview_source;

  /* From the template. */
  GtkLabel            *problem;
  AdwEntryRow         *name, *help, *formula, *series, *initial, *min, *max, *pattern, *check, *check_message, *readers, *writers;
  AdwComboRow         *kind, *target;
  AdwPreferencesGroup *choices_group;
  GtkTextView         *choices;
  AdwActionRow        *edit_choices;
  AdwActionRow        *required_row, *unique_row;
  GtkSwitch           *required, *unique, *sensitive;
  AdwBin              *preview;
};

G_DEFINE_FINAL_TYPE (TwFieldSheet, tw_field_sheet, ADW_TYPE_WINDOW)

/* --- What is entered --- */

static TwKind
get_kind (TwFieldSheet *self)
{
  return self->field != NULL ? self->field->kind : tw_field_kinds_offered ()[adw_combo_row_get_selected (self->kind)];
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Whether the field is computed stays as it was made; choices, links and numbers of a series are entered. */
static gboolean
may_compute (TwFieldSheet *self)
{
  TwKind kind = get_kind (self);

  if (self->field != NULL)
    return self->field->formula != NULL;
  return kind != TW_KIND_ENUM && kind != TW_KIND_SET && kind != TW_KIND_LINK && kind != TW_KIND_LINKS && kind != TW_KIND_NUMBER;
}

/* A formula that stands in a row that is not shown does not count. */
static const char *
get_formula (TwFieldSheet *self)
{
  return may_compute (self) ? get_text (self->formula) : "";
}

/* label and choices are the caller's to free. */
static void
read_draft (TwFieldSheet *self,
            TwFieldDraft *draft,
            char        **label,
            char        **choices)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->choices);
  guint target = adw_combo_row_get_selected (self->target);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  *choices = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  *label = g_strstrip (g_strdup (get_text (self->name)));
  *draft = (TwFieldDraft) {
    .label = *label, .help = get_text (self->help), .kind = get_kind (self),
    .target = target < self->targets->len ? g_ptr_array_index (self->targets, target) : NULL, .choices = *choices,
    .formula = get_formula (self), .required = gtk_switch_get_active (self->required), .unique = gtk_switch_get_active (self->unique),
    .sensitive = gtk_switch_get_active (self->sensitive), .initial = get_text (self->initial), .min = get_text (self->min),
    .max = get_text (self->max), .pattern = get_text (self->pattern), .check = get_text (self->check),
    .check_message = get_text (self->check_message), .series = get_text (self->series), .readers = get_text (self->readers),
    .writers = get_text (self->writers),
  };
}

static void
show_problem (TwFieldSheet *self,
              const char   *message)
{
  gtk_label_set_label (self->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
}

/* --- How it will look --- */

/* One a line, as they are offered. */
static char *
dup_choices (const TwField *field)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    if (!field->choices[i]->retired)
      g_string_append_printf (lines, "%s\n", tw_choice_get_label (field, field->choices[i]));
  return g_string_free (lines, FALSE);
}

static gboolean
preview_cb (gpointer data)
{
  TwFieldSheet *self = TW_FIELD_SHEET (data);
  g_autofree char *label = NULL, *choices = NULL;
  TwFieldDraft draft;
  TwSchema *schema = NULL;
  const TwField *sample = NULL;

  self->preview_source = 0;
  read_draft (self, &draft, &label, &choices);
  if (self->field != NULL)
    {
      g_free (choices);
      choices = dup_choices (self->field);
      draft.choices = choices;
    }
  schema = self->shipped != NULL ? tw_field_edit_preview (self->shipped, &draft) : NULL;
  sample = schema != NULL ? tw_entity_get_field (tw_schema_get_entity (schema, "preview"), "sample") : NULL;
  adw_bin_set_child (self->preview, NULL);
  g_clear_pointer (&self->preview_schema, tw_schema_unref);
  self->preview_schema = schema;
  if (sample != NULL && tw_field_input_can_edit (sample))
    adw_bin_set_child (self->preview, tw_form_row_new (self->workspace, sample));
  return G_SOURCE_REMOVE;
}

static void
update_rows (TwFieldSheet *self)
{
  TwKind kind = get_kind (self);
  gboolean makes = self->field == NULL, computed = *get_formula (self) != '\0';
  gboolean chooses = kind == TW_KIND_ENUM || kind == TW_KIND_SET, links = kind == TW_KIND_LINK || kind == TW_KIND_LINKS;

  gtk_widget_set_visible (GTK_WIDGET (self->target), makes && links);
  gtk_widget_set_visible (GTK_WIDGET (self->choices_group), makes && chooses && !computed);
  gtk_widget_set_visible (GTK_WIDGET (self->edit_choices), !makes && chooses);
  gtk_widget_set_visible (GTK_WIDGET (self->series), kind == TW_KIND_NUMBER);
  gtk_widget_set_visible (GTK_WIDGET (self->formula), may_compute (self));
  gtk_widget_set_visible (GTK_WIDGET (self->initial), !computed && kind != TW_KIND_NUMBER);
  gtk_widget_set_visible (GTK_WIDGET (self->min), !computed && tw_field_edit_has_bounds (kind));
  gtk_widget_set_visible (GTK_WIDGET (self->max), !computed && tw_field_edit_has_bounds (kind));
  gtk_widget_set_visible (GTK_WIDGET (self->pattern), !computed && tw_field_edit_has_pattern (kind));
  gtk_widget_set_visible (GTK_WIDGET (self->check), !computed);
  gtk_widget_set_visible (GTK_WIDGET (self->check_message), !computed && *get_text (self->check) != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->required_row), !computed && kind != TW_KIND_NUMBER);
  gtk_widget_set_visible (GTK_WIDGET (self->unique_row), !computed && tw_field_edit_has_unique (kind));
  gtk_widget_set_visible (GTK_WIDGET (self->writers), !computed);
}

static void
changed_cb (TwFieldSheet *self)
{
  if (self->entity == NULL)
    return;
  show_problem (self, NULL);
  update_rows (self);
  if (self->preview_source == 0)
    self->preview_source = g_timeout_add (PREVIEW_AFTER_MS, preview_cb, self);
}

/* --- Saving --- */

static void
defined_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwFieldSheet) self = TW_FIELD_SHEET (data);
  g_autoptr(GError) error = NULL;

  if (tw_define_finish (TW_WORKSPACE (source), result, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (self->entity == NULL)
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "field.save", TRUE);
  show_problem (self, error->message);
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwFieldSheet *self = TW_FIELD_SHEET (widget);
  g_autofree char *label = NULL, *choices = NULL, *definitions = NULL;
  g_autoptr(GError) error = NULL;
  TwFieldDraft draft;

  read_draft (self, &draft, &label, &choices);
  definitions = tw_field_edit_save (self->entity, self->field, &draft, &error);
  if (definitions == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  show_problem (self, NULL);
  gtk_widget_action_set_enabled (widget, "field.save", FALSE);
  tw_define_async (self->workspace, definitions, defined_cb, g_object_ref (self));
}

static void
edit_choices (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwFieldSheet *self = TW_FIELD_SHEET (widget);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (self->field != NULL && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-choices", "(uu)", self->entity->number, self->field->number);
  gtk_window_destroy (GTK_WINDOW (self));
}

static const TwActionInfo infos[] = {
  { "field.save", N_("Save the field"), "<Control>Return <Control>s", NULL, NULL, save },
  { "field.edit-choices", N_("Change its choices"), NULL, NULL, NULL, edit_choices },
  { "window.close", N_("Close without saving"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_field_sheet_actions = { N_("A field"), infos, G_N_ELEMENTS (infos) };

/* --- Showing --- */

static void
set_text (AdwEntryRow *row,
          const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
set_roles (AdwEntryRow       *row,
           const char *const *names)
{
  g_autofree char *text = names != NULL ? g_strjoinv ("; ", (char **) names) : NULL;

  set_text (row, text);
}

static void
fill (TwFieldSheet *self)
{
  const TwField *field = self->field;

  set_text (self->name, tw_field_get_label (field));
  set_text (self->help, field->help);
  set_text (self->formula, field->formula);
  set_text (self->series, field->series);
  set_text (self->initial, field->default_value);
  set_text (self->min, field->min);
  set_text (self->max, field->max);
  set_text (self->pattern, field->pattern);
  set_text (self->check, field->check);
  set_text (self->check_message, field->check_message);
  set_roles (self->readers, field->read_roles);
  set_roles (self->writers, field->write_roles);
  gtk_switch_set_active (self->required, field->required);
  gtk_switch_set_active (self->unique, field->unique);
  gtk_switch_set_active (self->sensitive, field->sensitive);
}

static void
fill_kinds (TwFieldSheet *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  const TwKind *kinds = tw_field_kinds_offered ();

  if (self->field != NULL)
    gtk_string_list_append (names, tw_field_kind_get_label (self->field->kind));
  for (guint i = 0; self->field == NULL && kinds[i] != TW_N_KINDS; i++)
    gtk_string_list_append (names, tw_field_kind_get_label (kinds[i]));
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (names));
  gtk_widget_set_sensitive (GTK_WIDGET (self->kind), self->field == NULL);
}

static void
fill_targets (TwFieldSheet *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_add (self->targets, NULL);
  gtk_string_list_append (names, _("Any kind of record"));
  for (guint i = 0; i < tw_schema_get_n_entities (self->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (self->schema, i);

      if (entity->retired || (entity->group == NULL && !entity->custom))
        continue;
      g_ptr_array_add (self->targets, (gpointer) entity);
      gtk_string_list_append (names, tw_entity_get_label (entity, TRUE));
    }
  adw_combo_row_set_model (self->target, G_LIST_MODEL (names));
}

static void
tw_field_sheet_dispose (GObject *object)
{
  TwFieldSheet *self = TW_FIELD_SHEET (object);

  g_clear_handle_id (&self->preview_source, g_source_remove);
  self->entity = NULL;
  self->field = NULL;
  if (self->preview != NULL)
    adw_bin_set_child (self->preview, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FIELD_SHEET);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->preview_schema, tw_schema_unref);
  g_clear_pointer (&self->shipped, tw_schema_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_field_sheet_parent_class)->dispose (object);
}

static void
tw_field_sheet_class_init (TwFieldSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_field_sheet_dispose;
  tw_action_table_install (&tw_field_sheet_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("fields/tw-field-sheet.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, problem);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, name);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, help);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, formula);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, series);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, initial);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, min);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, max);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, pattern);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, check);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, check_message);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, readers);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, writers);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, kind);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, target);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, choices_group);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, choices);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, edit_choices);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, required_row);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, unique_row);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, required);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, unique);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, sensitive);
  gtk_widget_class_bind_template_child (widget_class, TwFieldSheet, preview);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
tw_field_sheet_init (TwFieldSheet *self)
{
  self->targets = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->choices), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_field_sheet_new:
 * @parent: a window with the commands of a #TwWindow
 * @workspace: the workspace
 * @entity: whose field it is
 * @field: (nullable): an own field; %NULL makes a new one
 *
 * Returns: (transfer none): a window
 */
TwFieldSheet *
tw_field_sheet_new (GtkWindow      *parent,
                    TwWorkspace    *workspace,
                    const TwEntity *entity,
                    const TwField  *field)
{
  TwFieldSheet *self = g_object_new (TW_TYPE_FIELD_SHEET, "transient-for", parent, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  self->schema = tw_store_ref_schema (tw_workspace_get_store (workspace));
  self->shipped = tw_schema_load_shipped (NULL);
  self->entity = tw_schema_get_entity_by_number (self->schema, entity->number);
  self->field = field != NULL ? tw_entity_get_field_by_number (self->entity, field->number) : NULL;
  gtk_window_set_title (GTK_WINDOW (self), self->field != NULL ? _("Change the Field") : _("New Field"));
  fill_kinds (self);
  fill_targets (self);
  if (self->field != NULL)
    fill (self);
  else
    set_text (self->series, "{0000}");
  changed_cb (self);
  return self;
}

/**
 * tw_field_sheet_get_entry:
 * @self: a sheet
 * @name: what is entered there: "name", "help", "min"
 *
 * Returns: (transfer none) (nullable): its entry
 */
GtkEditable *
tw_field_sheet_get_entry (TwFieldSheet *self,
                          const char   *name)
{
  GObject *entry = NULL;

  g_return_val_if_fail (TW_IS_FIELD_SHEET (self), NULL);
  entry = gtk_widget_get_template_child (GTK_WIDGET (self), TW_TYPE_FIELD_SHEET, name);
  return GTK_IS_EDITABLE (entry) ? GTK_EDITABLE (entry) : NULL;
}

/**
 * tw_field_sheet_set_kind:
 * @self: a sheet of a new field
 * @kind: one that is offered
 *
 * Chooses what it holds.
 */
void
tw_field_sheet_set_kind (TwFieldSheet *self,
                         TwKind        kind)
{
  const TwKind *kinds = tw_field_kinds_offered ();

  g_return_if_fail (TW_IS_FIELD_SHEET (self) && self->field == NULL);
  for (guint i = 0; kinds[i] != TW_N_KINDS; i++)
    if (kinds[i] == kind)
      adw_combo_row_set_selected (self->kind, i);
}

/**
 * tw_field_sheet_set_target:
 * @self: a sheet of a new field
 * @target: what it leads to
 *
 * Chooses to which kind of record it leads.
 */
void
tw_field_sheet_set_target (TwFieldSheet   *self,
                           const TwEntity *target)
{
  g_return_if_fail (TW_IS_FIELD_SHEET (self) && self->field == NULL);
  for (guint i = 1; i < self->targets->len; i++)
    if (((const TwEntity *) g_ptr_array_index (self->targets, i))->number == target->number)
      adw_combo_row_set_selected (self->target, i);
}

/**
 * tw_field_sheet_set_choices:
 * @self: a sheet of a new field
 * @lines: a choice a line
 *
 * Enters its choices.
 */
void
tw_field_sheet_set_choices (TwFieldSheet *self,
                            const char   *lines)
{
  g_return_if_fail (TW_IS_FIELD_SHEET (self));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->choices), lines, -1);
}

/**
 * tw_field_sheet_get_preview:
 * @self: a sheet
 *
 * Returns: (transfer none) (nullable): how the field will look in a form
 */
TwFormRow *
tw_field_sheet_get_preview (TwFieldSheet *self)
{
  g_return_val_if_fail (TW_IS_FIELD_SHEET (self), NULL);
  return TW_FORM_ROW (adw_bin_get_child (self->preview));
}

/**
 * tw_field_sheet_get_problem:
 * @self: a sheet
 *
 * Returns: (transfer none) (nullable): why it could not be saved
 */
const char *
tw_field_sheet_get_problem (TwFieldSheet *self)
{
  g_return_val_if_fail (TW_IS_FIELD_SHEET (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_label (self->problem) : NULL;
}
