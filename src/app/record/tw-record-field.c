/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-field.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-field-open.h"
#include "tw-line-layout.h"
#include "tw-list-cell.h"
#include "tw-record-field-text.h"
#include "tw-tip.h"

#define MARK_TIME 1500                                 /* ms that a change from elsewhere stays marked */

struct _TwRecordField
{
  AdwBin         parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  const TwField *field;
  TwValue        value;                                /* what is stored */
  TwValue        base;                                 /* what was stored when the editing began */
  char          *changer;                              /* (owned) (nullable) who changed the record last */
  TwFieldInput  *input;                                /* (nullable) child of input_bin while editing */
  gboolean       read_only;                            /* a record of the past, or a deleted one */
  gboolean       saving;                               /* the answer to "save" is awaited */
  guint          mark_id;
  guint          end_id;

  GtkLabel      *label;
  GtkStack      *stack;
  GtkWidget     *value_button;
  GtkWidget     *open_button;                          /* writes the mail, calls the number, shows the page */
  GtkWidget     *dot;
  GtkLabel      *value_label;
  AdwBin        *input_bin;
  GtkLabel      *error_label;
  GtkWidget     *conflict_box;
  GtkLabel      *conflict_label;
};

G_DEFINE_FINAL_TYPE (TwRecordField, tw_record_field, ADW_TYPE_BIN)

enum { SAVE, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
unmark_cb (gpointer data)
{
  TwRecordField *self = TW_RECORD_FIELD (data);

  self->mark_id = 0;
  gtk_widget_remove_css_class (self->value_button, "tw-changed");
  return G_SOURCE_REMOVE;
}

static char *
dup_text (TwRecordField *self)
{
  return tw_record_field_dup_worth (tw_workspace_get_store (self->workspace), tw_workspace_get_currency (self->workspace), self->field,
                                    &self->value);
}

static void
show_value (TwRecordField *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *spoken = NULL, *uri = tw_field_dup_uri (self->field, &self->value);
  const TwChoice *choice = self->value.type == TW_TYPE_ENUM ? tw_field_get_choice (self->field, self->value.text) : NULL;
  const char *css_class = choice != NULL ? tw_choice_get_css_class (choice) : NULL;
  const char *classes[] = { "tw-dot", css_class, NULL };
  gboolean empty = text == NULL || *text == '\0';

  gtk_widget_set_visible (self->open_button, uri != NULL);
  gtk_widget_set_visible (self->dot, css_class != NULL);
  gtk_widget_set_css_classes (self->dot, classes);
  gtk_label_set_label (self->value_label, empty ? "–" : text);
  if (empty)
    gtk_widget_add_css_class (GTK_WIDGET (self->value_label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->value_label), "dim-label");
  /* Translators: for screen readers: a field and its value, "Amount: $100". */
  spoken = g_strdup_printf (_("%s: %s"), tw_field_get_label (self->field), empty ? _("empty") : text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->value_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* Somebody else changed the value under the hands of who edits it: both are kept until one is chosen. */
static void
show_conflict (TwRecordField *self)
{
  gboolean conflict = self->input != NULL && !self->saving && !tw_value_equal (&self->base, &self->value);
  g_autofree char *text = NULL, *sentence = NULL;

  gtk_widget_set_visible (self->conflict_box, conflict);
  if (!conflict)
    return;
  text = dup_text (self);
  if (text == NULL || *text == '\0')
    {
      g_free (text);
      text = g_strdup (_("empty"));
    }
  if (self->changer != NULL && *self->changer != '\0')
    /* Translators: a person, and the value that stands there now. */
    sentence = g_strdup_printf (_("%s changed this meanwhile to “%s”."), self->changer, text);
  else
    sentence = g_strdup_printf (_("This was changed meanwhile to “%s”."), text);
  gtk_label_set_label (self->conflict_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
}

static void
remember_changer (TwRecordField *self,
                  TwRecord      *record)
{
  const TwField *field = tw_entity_get_field_by_number (tw_record_get_entity (record), TW_FIELD_UPDATED_BY);
  const TwValue *user = field != NULL ? tw_record_get_before (record, field) : NULL;

  g_clear_pointer (&self->changer, g_free);
  if (user != NULL && user->type == TW_TYPE_LINK)
    self->changer = tw_store_dup_title (tw_workspace_get_store (self->workspace), user->tag, &user->id);
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

/* The focus stays at the field when it was in the input, and where it went when it left. */
static void
end_edit (TwRecordField *self)
{
  gboolean keep_focus = has_focus (GTK_WIDGET (self->input_bin));

  self->input = NULL;
  self->saving = FALSE;
  gtk_label_set_label (self->error_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  gtk_widget_set_visible (self->conflict_box, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "value");
  if (keep_focus)
    gtk_widget_grab_focus (self->value_button);
  adw_bin_set_child (self->input_bin, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "field.cancel", FALSE);
}

static gboolean
end_cb (gpointer data)
{
  TwRecordField *self = TW_RECORD_FIELD (data);

  self->end_id = 0;
  if (self->input != NULL && !self->saving && !has_focus (GTK_WIDGET (self->input_bin)))
    tw_record_field_save (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_unchanged (TwRecordField *self)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  return tw_field_input_get_value (self->input, &value, NULL)
         && (tw_value_equal (&value, &self->base) || tw_value_equal (&value, &self->value));
}

/* What was changed is saved at once. What was not ends a little later: GTK is still on its way up from the input that has lost the
 * focus, and would never arrive were it taken out of the window meanwhile. */
static void
focus_left_cb (TwRecordField *self)
{
  if (self->input == NULL || self->saving)
    return;
  if (!is_unchanged (self))
    tw_record_field_save (self);
  else if (self->end_id == 0)
    self->end_id = g_idle_add_full (G_PRIORITY_DEFAULT, end_cb, self, NULL);
}

/* Inputs in which one act makes the whole value: nothing is left to confirm. */
static gboolean
saves_at_once (const TwField *field)
{
  return field->kind == TW_KIND_BOOLEAN || field->kind == TW_KIND_ENUM || field->kind == TW_KIND_LINK;
}

static void
input_changed_cb (TwRecordField *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  if (saves_at_once (self->field))
    tw_record_field_save (self);
}

static void
input_chosen_cb (TwRecordField *self)
{
  tw_record_field_save (self);
}

static void
input_activate_cb (TwRecordField *self)
{
  tw_record_field_save (self);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwRecordField) self = TW_RECORD_FIELD (data);
  g_autoptr(GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
open_cb (TwRecordField *self)
{
  g_autofree char *uri = tw_field_dup_uri (self->field, &self->value);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (uri != NULL && GTK_IS_WINDOW (root))
    gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, opened_cb, g_object_ref (self));
}

static void
keep_mine_cb (TwRecordField *self)
{
  tw_value_clear (&self->base);
  self->base = tw_value_copy (&self->value);
  show_conflict (self);
  tw_record_field_save (self);
}

static void
cancel (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_record_field_cancel_edit (TW_RECORD_FIELD (widget));
}

static const TwActionInfo infos[] = {
  { "field.cancel", N_("Stop editing the field"), "Escape", NULL, NULL, cancel },
};

const TwActionTable tw_record_field_actions = { N_("Fields"), infos, G_N_ELEMENTS (infos) };

static void
tw_record_field_dispose (GObject *object)
{
  TwRecordField *self = TW_RECORD_FIELD (object);

  g_clear_handle_id (&self->mark_id, g_source_remove);
  g_clear_handle_id (&self->end_id, g_source_remove);
  self->input = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_RECORD_FIELD);
  tw_value_clear (&self->value);
  tw_value_clear (&self->base);
  g_clear_pointer (&self->changer, g_free);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_record_field_parent_class)->dispose (object);
}

static void
tw_record_field_class_init (TwRecordFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_record_field_dispose;
  tw_action_table_install (&tw_record_field_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("record/tw-record-field.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, label);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, stack);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, value_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, open_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, dot);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, value_label);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, input_bin);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, error_label);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, conflict_box);
  gtk_widget_class_bind_template_child (widget_class, TwRecordField, conflict_label);
  gtk_widget_class_bind_template_callback (widget_class, focus_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, tw_record_field_start_edit);
  gtk_widget_class_bind_template_callback (widget_class, keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, tw_record_field_cancel_edit);

  /**
   * TwRecordField::save:
   * @input: holds the new value
   *
   * The value is to be saved; the answer comes by tw_record_field_answer().
   */
  signals[SAVE] = g_signal_new ("save", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, TW_TYPE_FIELD_INPUT);
}

static void
tw_record_field_init (TwRecordField *self)
{
  g_type_ensure (TW_TYPE_LINE_LAYOUT);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "field.cancel", FALSE);
}

/**
 * tw_record_field_new:
 * @workspace: the workspace
 * @field: a field
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
tw_record_field_new (TwWorkspace   *workspace,
                     const TwField *field)
{
  TwRecordField *self = g_object_new (TW_TYPE_RECORD_FIELD, NULL);

  self->workspace = g_object_ref (workspace);
  self->field = field;
  gtk_label_set_label (self->label, tw_field_get_label (field));
  tw_tip_set (GTK_WIDGET (self->label), field->help);
  if (tw_field_get_open_icon (field) != NULL)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->open_button), tw_field_get_open_icon (field));
      gtk_widget_set_tooltip_text (self->open_button, tw_field_get_open_word (field));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      tw_field_get_open_word (field), -1);
    }
  tw_record_field_set_read_only (self, FALSE);
  show_value (self);
  return GTK_WIDGET (self);
}

/**
 * tw_record_field_get_field:
 * @self: a row
 *
 * Returns: (transfer none): its field
 */
const TwField *
tw_record_field_get_field (TwRecordField *self)
{
  g_return_val_if_fail (TW_IS_RECORD_FIELD (self), NULL);
  return self->field;
}

/**
 * tw_record_field_show:
 * @self: a row
 * @record: a record of the field's entity
 * @mark: whether a value that differs from the one before is marked for a moment
 *
 * Shows the record's value. A field that is being edited goes on to be edited.
 */
void
tw_record_field_show (TwRecordField *self,
                      TwRecord      *record,
                      gboolean       mark)
{
  const TwValue *value = NULL;

  g_return_if_fail (TW_IS_RECORD_FIELD (self) && TW_IS_RECORD (record));
  value = tw_record_get_before (record, self->field);
  if (tw_value_equal (value, &self->value) && value->type != TW_TYPE_LINK)
    return;
  mark = mark && !tw_value_equal (value, &self->value) && self->input == NULL;
  tw_value_clear (&self->value);
  self->value = tw_value_copy (value);
  show_value (self);
  remember_changer (self, record);
  show_conflict (self);
  if (mark)
    {
      gtk_widget_add_css_class (self->value_button, "tw-changed");
      g_clear_handle_id (&self->mark_id, g_source_remove);
      self->mark_id = g_timeout_add (MARK_TIME, unmark_cb, self);
    }
}

/**
 * tw_record_field_can_edit:
 * @self: a row
 *
 * Returns: whether its value can be entered
 */
gboolean
tw_record_field_can_edit (TwRecordField *self)
{
  g_return_val_if_fail (TW_IS_RECORD_FIELD (self), FALSE);
  return !self->read_only && tw_field_input_can_edit (self->field);
}

/**
 * tw_record_field_set_read_only:
 * @self: a row
 * @read_only: whether its value can only be read, whatever the field allows
 *
 * Ends the editing when the value can no longer be changed.
 */
void
tw_record_field_set_read_only (TwRecordField *self,
                               gboolean       read_only)
{
  gboolean can_edit = FALSE;

  g_return_if_fail (TW_IS_RECORD_FIELD (self));
  self->read_only = read_only;
  can_edit = tw_record_field_can_edit (self);
  if (!can_edit)
    tw_record_field_cancel_edit (self);
  gtk_widget_set_can_target (self->value_button, can_edit);
  gtk_widget_set_focusable (self->value_button, can_edit);
  if (can_edit)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tw-read-only");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "tw-read-only");
}

/**
 * tw_record_field_is_editing:
 * @self: a row
 *
 * Returns: whether a value is being entered
 */
gboolean
tw_record_field_is_editing (TwRecordField *self)
{
  g_return_val_if_fail (TW_IS_RECORD_FIELD (self), FALSE);
  return self->input != NULL;
}

/**
 * tw_record_field_start_edit:
 * @self: a row
 *
 * Turns the value into an input with the focus.
 */
void
tw_record_field_start_edit (TwRecordField *self)
{
  g_return_if_fail (TW_IS_RECORD_FIELD (self));
  if (self->input != NULL || !tw_record_field_can_edit (self))
    return;
  tw_value_clear (&self->base);
  self->base = tw_value_copy (&self->value);
  self->input = TW_FIELD_INPUT (tw_field_input_new (self->workspace, self->field));
  tw_field_input_set_value (self->input, &self->value);
  adw_bin_set_child (self->input_bin, GTK_WIDGET (self->input));
  g_signal_connect_object (self->input, "changed", G_CALLBACK (input_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "chosen", G_CALLBACK (input_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "activate", G_CALLBACK (input_activate_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, "edit");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "field.cancel", TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->input));
}

/**
 * tw_record_field_cancel_edit:
 * @self: a row
 *
 * Goes back to the value as it was.
 */
void
tw_record_field_cancel_edit (TwRecordField *self)
{
  g_return_if_fail (TW_IS_RECORD_FIELD (self));
  if (self->input != NULL)
    end_edit (self);
}

/**
 * tw_record_field_save:
 * @self: a row
 *
 * Ends the editing: a value that was changed is given to "save", one that is no value of the field is refused in place.
 */
void
tw_record_field_save (TwRecordField *self)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (TW_IS_RECORD_FIELD (self));
  if (self->input == NULL || self->saving)
    return;
  if (!tw_field_input_get_value (self->input, &value, &error))
    {
      tw_record_field_answer (self, error->message);
      return;
    }
  if (tw_value_equal (&value, &self->base) || tw_value_equal (&value, &self->value))
    {
      end_edit (self);
      return;
    }
  if (!tw_value_equal (&self->base, &self->value))
    {
      show_conflict (self);
      return;
    }
  self->saving = TRUE;
  g_signal_emit (self, signals[SAVE], 0, self->input);
}

/**
 * tw_record_field_get_input:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the input while the field is being edited
 */
TwFieldInput *
tw_record_field_get_input (TwRecordField *self)
{
  g_return_val_if_fail (TW_IS_RECORD_FIELD (self), NULL);
  return self->input;
}

/**
 * tw_record_field_answer:
 * @self: a row that emitted "save"
 * @error: (nullable): why the value cannot be kept; %NULL when it was
 *
 * Ends the editing, or says what is wrong and goes on.
 */
void
tw_record_field_answer (TwRecordField *self,
                        const char    *error)
{
  g_return_if_fail (TW_IS_RECORD_FIELD (self));
  if (self->input == NULL)
    return;
  self->saving = FALSE;
  if (error == NULL)
    {
      end_edit (self);
      return;
    }
  gtk_label_set_label (self->error_label, error);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
  show_conflict (self);
}

/**
 * tw_record_field_get_base:
 * @self: a row that is being edited
 *
 * Returns: (transfer none): the value that the person saw when the editing began, or chose to replace
 */
const TwValue *
tw_record_field_get_base (TwRecordField *self)
{
  g_return_val_if_fail (TW_IS_RECORD_FIELD (self), NULL);
  return &self->base;
}

/**
 * tw_record_field_get_error:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what is said under the input, when something is
 */
const char *
tw_record_field_get_error (TwRecordField *self)
{
  g_return_val_if_fail (TW_IS_RECORD_FIELD (self), NULL);
  if (gtk_widget_get_visible (self->conflict_box))
    return gtk_label_get_label (self->conflict_label);
  return gtk_widget_get_visible (GTK_WIDGET (self->error_label)) ? gtk_label_get_label (self->error_label) : NULL;
}
