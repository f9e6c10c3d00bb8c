/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-bulk-editor.h"

#include <glib/gi18n-lib.h>

#include "tw-drop-search.h"
#include "tw-field-input.h"
#include "tw-passing-popover.h"

struct _TwBulkEditor
{
  GtkPopover    parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  TwRecordSet  *set;                                   /* (owned) */
  TwBulkEdit    edit;
  GPtrArray    *choices;                               /* (owned) TwField, in the order of the drop-down */
  TwFieldInput *input;                                 /* (nullable) child of input_bin */

  GtkLabel     *heading;
  GtkDropDown  *fields;
  AdwBin       *input_bin;
  GtkLabel     *error_label;
  GtkWidget    *apply_button;
};

G_DEFINE_FINAL_TYPE (TwBulkEditor, tw_bulk_editor, GTK_TYPE_POPOVER)

enum { APPLY, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_offered (const TwField *field,
            TwBulkEdit     edit)
{
  if (!tw_field_input_can_edit (field))
    return FALSE;
  switch (edit)
    {
    case TW_BULK_EDIT_OWNER:
      return field == field->entity->owner_field;
    case TW_BULK_EDIT_ADD:
    case TW_BULK_EDIT_REMOVE:
      return field->kind == TW_KIND_TAGS || field->kind == TW_KIND_SET || field->kind == TW_KIND_LINKS;
    default:
      /* One value for many records is refused by what has to be different in each. */
      return !field->unique;
    }
}

/* What many records have in common comes first, what names a single one last. */
static int
get_rank (const TwField *field)
{
  const TwEntity *entity = field->entity;

  if (field == entity->board_field)
    return 0;
  if (field == entity->owner_field)
    return 1;
  if (field == entity->name_field)
    return 8;
  switch (field->kind)
    {
    case TW_KIND_TAGS: return 2;
    case TW_KIND_ENUM: case TW_KIND_SET: return 3;
    case TW_KIND_DATE: case TW_KIND_DATETIME: return 4;
    case TW_KIND_LINK: case TW_KIND_LINKS: return 5;
    case TW_KIND_BOOLEAN: return 6;
    default: return 7;
    }
}

static int
compare_fields (gconstpointer a,
                gconstpointer b)
{
  const TwField *x = *(const TwField *const *) a, *y = *(const TwField *const *) b;
  int rank = get_rank (x) - get_rank (y);

  return rank != 0 ? rank : (int) x->index - (int) y->index;
}

static const TwField *
get_field (TwBulkEditor *self)
{
  guint selected = gtk_drop_down_get_selected (self->fields);

  return selected < self->choices->len ? g_ptr_array_index (self->choices, selected) : NULL;
}

static void
show_error (TwBulkEditor *self,
            const char   *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static void
changed_cb (TwBulkEditor *self)
{
  show_error (self, NULL);
}

static void
apply_cb (TwBulkEditor *self)
{
  tw_bulk_editor_apply (self);
}

static void
field_changed_cb (TwBulkEditor *self)
{
  const TwField *field = self->choices != NULL ? get_field (self) : NULL;

  adw_bin_set_child (self->input_bin, NULL);
  self->input = NULL;
  show_error (self, NULL);
  if (field == NULL)
    return;
  self->input = TW_FIELD_INPUT (tw_field_input_new (self->workspace, field));
  g_signal_connect_object (self->input, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "activate", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->input_bin, GTK_WIDGET (self->input));
}

static char *
dup_heading (TwBulkEditor *self)
{
  guint n = tw_record_set_get_count (self->set);

  switch (self->edit)
    {
    case TW_BULK_EDIT_OWNER:
      return g_strdup_printf (ngettext ("Assign %u record", "Assign %u records", n), n);
    case TW_BULK_EDIT_ADD:
      return g_strdup_printf (ngettext ("Add to %u record", "Add to %u records", n), n);
    case TW_BULK_EDIT_REMOVE:
      return g_strdup_printf (ngettext ("Remove from %u record", "Remove from %u records", n), n);
    default:
      return g_strdup_printf (ngettext ("Change %u record", "Change %u records", n), n);
    }
}

static void
tw_bulk_editor_dispose (GObject *object)
{
  TwBulkEditor *self = TW_BULK_EDITOR (object);

  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BULK_EDITOR);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->set, tw_record_set_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_bulk_editor_parent_class)->dispose (object);
}

static void
tw_bulk_editor_class_init (TwBulkEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_bulk_editor_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("bulk/tw-bulk-editor.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBulkEditor, heading);
  gtk_widget_class_bind_template_child (widget_class, TwBulkEditor, fields);
  gtk_widget_class_bind_template_child (widget_class, TwBulkEditor, input_bin);
  gtk_widget_class_bind_template_child (widget_class, TwBulkEditor, error_label);
  gtk_widget_class_bind_template_child (widget_class, TwBulkEditor, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);

  /**
   * TwBulkEditor::apply:
   * @job: what to do with the records
   *
   * The question was answered.
   */
  signals[APPLY] = g_signal_new ("apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 TW_TYPE_BULK_JOB);
}

static void
tw_bulk_editor_init (TwBulkEditor *self)
{
  g_autoptr(GtkExpression) string = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  gtk_widget_init_template (GTK_WIDGET (self));
  tw_drop_search_enable (self->fields);
  tw_popover_goes_when_closed (GTK_POPOVER (self));
  gtk_drop_down_set_expression (self->fields, string);
}

/**
 * tw_bulk_editor_can_edit:
 * @entity: an entity
 * @edit: what is to be changed
 *
 * Returns: whether there is a field for it
 */
gboolean
tw_bulk_editor_can_edit (const TwEntity *entity,
                         TwBulkEdit      edit)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (is_offered (entity->fields[i], edit))
      return TRUE;
  return FALSE;
}

/**
 * tw_bulk_editor_new:
 * @workspace: the workspace
 * @set: the records
 * @edit: what is to be changed
 *
 * Returns: (transfer floating): a popover that asks for the value; it goes by itself when it is closed
 */
TwBulkEditor *
tw_bulk_editor_new (TwWorkspace *workspace,
                    TwRecordSet *set,
                    TwBulkEdit   edit)
{
  TwBulkEditor *self = g_object_new (TW_TYPE_BULK_EDITOR, NULL);
  const TwEntity *entity = tw_record_set_get_entity (set);
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  g_autofree char *heading = NULL;

  self->workspace = g_object_ref (workspace);
  self->set = tw_record_set_ref (set);
  self->edit = edit;
  self->choices = g_ptr_array_new ();
  for (guint i = 0; i < entity->n_fields; i++)
    if (is_offered (entity->fields[i], edit))
      g_ptr_array_add (self->choices, (gpointer) entity->fields[i]);
  g_ptr_array_sort (self->choices, compare_fields);
  for (guint i = 0; i < self->choices->len; i++)
    gtk_string_list_append (labels, tw_field_get_label (g_ptr_array_index (self->choices, i)));
  gtk_drop_down_set_model (self->fields, G_LIST_MODEL (labels));
  gtk_widget_set_sensitive (GTK_WIDGET (self->fields), self->choices->len > 1);
  heading = dup_heading (self);
  gtk_label_set_label (self->heading, heading);
  field_changed_cb (self);
  return self;
}

/**
 * tw_bulk_editor_choose_field:
 * @self: the popover
 * @key: key of a field
 *
 * Returns: whether that field is offered
 */
gboolean
tw_bulk_editor_choose_field (TwBulkEditor *self,
                             const char   *key)
{
  g_return_val_if_fail (TW_IS_BULK_EDITOR (self) && key != NULL, FALSE);
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_equal (((const TwField *) g_ptr_array_index (self->choices, i))->key, key))
      {
        gtk_drop_down_set_selected (self->fields, i);
        return TRUE;
      }
  return FALSE;
}

/**
 * tw_bulk_editor_get_input:
 * @self: the popover
 *
 * Returns: (transfer none) (nullable): the TwFieldInput of the chosen field
 */
GtkWidget *
tw_bulk_editor_get_input (TwBulkEditor *self)
{
  g_return_val_if_fail (TW_IS_BULK_EDITOR (self), NULL);
  return GTK_WIDGET (self->input);
}

/**
 * tw_bulk_editor_apply:
 * @self: the popover
 *
 * Emits "apply" and closes; a value that the field cannot have is said instead.
 *
 * Returns: whether the value can be given to records
 */
gboolean
tw_bulk_editor_apply (TwBulkEditor *self)
{
  TwStore *store = NULL;
  const TwField *field = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwBulkJob) job = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;

  g_return_val_if_fail (TW_IS_BULK_EDITOR (self), FALSE);
  store = tw_workspace_get_store (self->workspace);
  field = get_field (self);
  if (field == NULL || self->input == NULL)
    return FALSE;
  if (!tw_field_input_get_value (self->input, &value, &error) || !tw_field_validate (field, &value, &error))
    {
      show_error (self, error->message);
      return FALSE;
    }
  if (self->edit == TW_BULK_EDIT_ADD || self->edit == TW_BULK_EDIT_REMOVE)
    {
      if (value.type != TW_TYPE_LIST || value.list->n_values == 0)
        {
          show_error (self, _("Enter at least one."));
          return FALSE;
        }
      job = tw_bulk_job_new_items (store, self->set, field, &value, self->edit == TW_BULK_EDIT_REMOVE);
    }
  else
    job = tw_bulk_job_new_set (store, self->set, field, &value);
  g_signal_emit (self, signals[APPLY], 0, job);
  gtk_popover_popdown (GTK_POPOVER (self));
  return TRUE;
}

/**
 * tw_bulk_editor_get_error:
 * @self: the popover
 *
 * Returns: (transfer none) (nullable): what is wrong with the value
 */
const char *
tw_bulk_editor_get_error (TwBulkEditor *self)
{
  g_return_val_if_fail (TW_IS_BULK_EDITOR (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->error_label)) ? gtk_label_get_label (self->error_label) : NULL;
}
