/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-create-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-entity-words.h"

#define MAX_OPTIONAL 7                                 /* a quick form stays quick; the record page has the rest */

struct _TwCreateDialog
{
  AdwWindow       parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  const TwEntity *entity;
  TwRecord       *record;                              /* (owned) (nullable) while it is being saved */
  GPtrArray      *rows;                                /* (owned) TwFormRow, lent */
  const TwField  *preset;                              /* (nullable) set without a row */
  TwValue         preset_value;

  GtkBox         *form;
  GtkLabel       *error_label;
};

G_DEFINE_FINAL_TYPE (TwCreateDialog, tw_create_dialog, ADW_TYPE_WINDOW)

static void
show_error (TwCreateDialog *self,
            const char     *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwCreateDialog) self = TW_CREATE_DIALOG (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (tw_workspace_get_store (self->workspace), result, &error);
  g_autoptr(TwRecord) record = g_steal_pointer (&self->record);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "create.save", TRUE);
  if (commit == NULL)
    {
      show_error (self, error->message);
      return;
    }
  tw_id_print (tw_record_get_id (record), id);
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-record", "(uss)", self->entity->number, id, "");
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwCreateDialog *self = TW_CREATE_DIALOG (widget);
  g_autoptr(TwRecord) record = tw_record_new (self->entity);
  g_autofree char *record_title = NULL, *title = NULL;
  GtkWidget *wrong = NULL;
  TwEdit *edit = NULL;

  show_error (self, NULL);
  if (self->preset != NULL)
    tw_record_set (record, self->preset, &self->preset_value, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    if (!tw_form_row_apply (g_ptr_array_index (self->rows, i), record) && wrong == NULL)
      wrong = g_ptr_array_index (self->rows, i);
  if (wrong != NULL)
    {
      gtk_widget_grab_focus (wrong);
      return;
    }
  record_title = tw_record_dup_title (record);
  /* Translators: names a change; %s is the new record's name. */
  title = *record_title != '\0' ? g_strdup_printf (_("Add “%s”"), record_title) : tw_entity_dup_new_label (self->entity);
  edit = tw_edit_new (tw_workspace_get_store (self->workspace), TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  self->record = g_steal_pointer (&record);
  gtk_widget_action_set_enabled (widget, "create.save", FALSE);
  tw_edit_commit_async (edit, NULL, saved_cb, g_object_ref (self));
}

static const TwActionInfo infos[] = {
  { "create.save", N_("Save the new record"), "<Control>Return <Control>s", NULL, NULL, save },
  { "window.close", N_("Close without saving"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_create_actions = { N_("New record"), infos, G_N_ELEMENTS (infos) };

static void
add_row (TwCreateDialog *self,
         const TwField  *field)
{
  GtkWidget *row = tw_form_row_new (self->workspace, field);
  TwFieldInput *input = tw_form_row_get_input (TW_FORM_ROW (row));
  g_auto(TwValue) value = TW_VALUE_INIT;

  /* A fixed default is shown; one that is worked out is filled in by the store. */
  if (field->default_value != NULL && field->default_value[0] != '='
      && tw_field_parse (field, field->default_value, tw_workspace_get_zone (self->workspace), &value, NULL))
    tw_field_input_set_value (input, &value);
  g_ptr_array_add (self->rows, row);
  gtk_box_append (self->form, row);
}

static gboolean
is_listed (const char *const *keys,
           const TwField     *field)
{
  return keys != NULL && g_strv_contains (keys, field->key);
}

/* The name, what is required, and what people look at in lists and on cards. */
static void
add_rows (TwCreateDialog *self)
{
  guint n_optional = 0;

  for (guint i = 0; i < self->entity->n_fields; i++)
    {
      const TwField *field = self->entity->fields[i];
      gboolean wanted = field->required || field == self->entity->name_field;

      if (!tw_field_input_can_edit (field))
        continue;
      if (!wanted && n_optional < MAX_OPTIONAL
          && (is_listed (self->entity->list_columns, field) || is_listed (self->entity->card_fields, field)
              || is_listed (self->entity->highlights, field)))
        {
          n_optional++;
          wanted = TRUE;
        }
      if (wanted)
        add_row (self, field);
    }
}

static void
tw_create_dialog_dispose (GObject *object)
{
  TwCreateDialog *self = TW_CREATE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CREATE_DIALOG);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->record);
  tw_value_clear (&self->preset_value);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_create_dialog_parent_class)->dispose (object);
}

static void
tw_create_dialog_class_init (TwCreateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_create_dialog_dispose;
  tw_action_table_install (&tw_create_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("create/tw-create-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCreateDialog, form);
  gtk_widget_class_bind_template_child (widget_class, TwCreateDialog, error_label);
}

static void
tw_create_dialog_init (TwCreateDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_create_dialog_new:
 * @parent: the window that it belongs to
 * @workspace: where the record is saved
 * @entity: what kind of record
 *
 * Returns: (transfer none): a form that saves a new record and opens it
 */
TwCreateDialog *
tw_create_dialog_new (GtkWindow      *parent,
                      TwWorkspace    *workspace,
                      const TwEntity *entity)
{
  TwCreateDialog *self = g_object_new (TW_TYPE_CREATE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title = tw_entity_dup_new_label (entity);

  self->workspace = g_object_ref (workspace);
  self->entity = entity;
  gtk_window_set_title (GTK_WINDOW (self), title);
  tw_dialog_fit (GTK_WINDOW (self), parent);
  add_rows (self);
  if (self->rows->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, 0));
  return self;
}

/**
 * tw_create_dialog_preset:
 * @self: the form
 * @field: a field of its entity
 * @value: what the field starts with
 *
 * Prefills a field. One that has no row gets one; one that no input can enter keeps the value unseen.
 */
void
tw_create_dialog_preset (TwCreateDialog *self,
                         const TwField  *field,
                         const TwValue  *value)
{
  TwFormRow *row = NULL;

  g_return_if_fail (TW_IS_CREATE_DIALOG (self) && field != NULL && value != NULL);
  row = tw_create_dialog_get_row (self, field->key);
  if (row == NULL && tw_field_input_can_edit (field))
    {
      add_row (self, field);
      row = tw_create_dialog_get_row (self, field->key);
    }
  if (row != NULL)
    {
      tw_field_input_set_value (tw_form_row_get_input (row), value);
      return;
    }
  self->preset = field;
  tw_value_clear (&self->preset_value);
  self->preset_value = tw_value_copy (value);
}

/**
 * tw_create_dialog_get_row:
 * @self: the form
 * @key: key of a field
 *
 * Returns: (transfer none) (nullable): the row of the field
 */
TwFormRow *
tw_create_dialog_get_row (TwCreateDialog *self,
                          const char     *key)
{
  g_return_val_if_fail (TW_IS_CREATE_DIALOG (self) && key != NULL, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    {
      TwFormRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (tw_field_input_get_field (tw_form_row_get_input (row))->key, key))
        return row;
    }
  return NULL;
}
