/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-cell-editor.h"

#include <glib/gi18n-lib.h>

#include "tw-field-input.h"
#include "tw-passing-popover.h"
#include "tw-stage-asker.h"

struct _TwCellEditor
{
  GtkPopover     parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  TwRecord      *record;                               /* (owned) as it was when the editor opened */
  const TwField *field;                                /* of the record's schema */
  TwFieldInput  *input;                                /* child of input_bin */
  gboolean       answered;                             /* saved or given up */

  AdwBin        *input_bin;
  GtkLabel      *error_label;
};

G_DEFINE_FINAL_TYPE (TwCellEditor, tw_cell_editor, GTK_TYPE_POPOVER)

enum { FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_error (TwCellEditor *self,
            const char   *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->input), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->input), "error");
}

/* What stands in the input, put into the record; FALSE with a sentence when it is no value of the field. */
static gboolean
read_input (TwCellEditor *self,
            GError      **error)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  return tw_field_input_get_value (self->input, &value, error) && tw_record_set (self->record, self->field, &value, error);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GtkWidget) parent = GTK_WIDGET (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (parent, "win.toast", "s", error->message);
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GtkWidget *parent = GTK_WIDGET (source);
  g_autoptr(GError) error = NULL;

  if (!tw_stage_asker_move_finish (parent, result, &error) && error != NULL)
    gtk_widget_activate_action (parent, "win.toast", "s", error->message);
}

/* What the store refuses is told by the window: the cell is left by then. A stage asks for what it requires where the cell is. */
static void
commit (TwCellEditor *self)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const TwValue *value = tw_record_get (self->record, self->field);
  g_autofree char *name = tw_record_dup_title (self->record), *title = NULL;
  TwEdit *edit = NULL;

  if (!tw_record_has_changes (self->record))
    return;
  if (tw_stage_can_ask (self->field) && !tw_value_is_null (value))
    {
      GdkRectangle place;

      gtk_popover_get_pointing_to (GTK_POPOVER (self), &place);
      tw_stage_asker_move (parent, &place, self->workspace, self->field, tw_record_get_id (self->record), value, moved_cb, NULL);
      return;
    }
  /* Translators: names a change: field and record, "Change Amount of “Acme”". */
  title = g_strdup_printf (_("Change %s of “%s”"), tw_field_get_label (self->field), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, self->record);
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (parent));
}

static void
activate_cb (TwCellEditor *self)
{
  tw_cell_editor_save (self, 0);
}

static void
changed_cb (TwCellEditor *self)
{
  g_autoptr(GError) error = NULL;

  if (read_input (self, &error))
    show_error (self, NULL);
  else
    show_error (self, error->message);
}

static gboolean
key_pressed_cb (TwCellEditor   *self,
                guint           key,
                guint           code,
                GdkModifierType state)
{
  switch (key)
    {
    case GDK_KEY_Tab:
      tw_cell_editor_save (self, (state & GDK_SHIFT_MASK) != 0 ? -1 : 1);
      return TRUE;
    case GDK_KEY_ISO_Left_Tab:
      tw_cell_editor_save (self, -1);
      return TRUE;
    case GDK_KEY_Escape:
      tw_cell_editor_cancel (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Clicking elsewhere is leaving, too. */
static void
closed_cb (TwCellEditor *self)
{
  g_autoptr(GError) error = NULL;

  if (!self->answered)
    {
      self->answered = TRUE;
      if (read_input (self, &error))
        commit (self);
      else
        gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
      g_signal_emit (self, signals[FINISHED], 0, 0);
    }
}

static void
tw_cell_editor_dispose (GObject *object)
{
  TwCellEditor *self = TW_CELL_EDITOR (object);

  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CELL_EDITOR);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_cell_editor_parent_class)->dispose (object);
}

static void
tw_cell_editor_class_init (TwCellEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_cell_editor_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("list/tw-cell-editor.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCellEditor, input_bin);
  gtk_widget_class_bind_template_child (widget_class, TwCellEditor, error_label);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);

  /**
   * TwCellEditor::finished:
   * @direction: 1 to the next cell, -1 to the one before, 0 to stay
   *
   * The value was saved or given up.
   */
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_INT);
}

static void
tw_cell_editor_init (TwCellEditor *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  tw_popover_goes_when_closed (GTK_POPOVER (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * tw_cell_editor_open:
 * @parent: what the editor belongs to; it lives longer than the cell, which is used for another record when the list scrolls
 * @cell: the cell that is changed
 * @workspace: the workspace
 * @field: the field that it shows
 * @id: the record
 * @error: the record is gone
 *
 * Returns: (transfer none) (nullable): an editor that is open over the cell and goes by itself
 */
TwCellEditor *
tw_cell_editor_open (GtkWidget     *parent,
                     GtkWidget     *cell,
                     TwWorkspace   *workspace,
                     const TwField *field,
                     const TwId    *id,
                     GError       **error)
{
  g_autoptr(TwRecord) record = tw_store_get (tw_workspace_get_store (workspace), field->entity, id, error);
  graphene_rect_t bounds;
  GdkRectangle place;
  TwCellEditor *self = NULL;

  if (record == NULL)
    return NULL;
  if (!gtk_widget_compute_bounds (cell, parent, &bounds))
    bounds = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  /* It stands on the cell and not below it: what is changed is covered by the entry, and nothing else is. */
  place = (GdkRectangle) { bounds.origin.x, bounds.origin.y, bounds.size.width, 1 };
  self = g_object_new (TW_TYPE_CELL_EDITOR, NULL);
  self->workspace = g_object_ref (workspace);
  self->field = tw_entity_get_field_by_number (tw_record_get_entity (record), field->number);
  self->record = g_steal_pointer (&record);
  self->input = TW_FIELD_INPUT (tw_field_input_new (workspace, self->field));
  tw_field_input_set_value (self->input, tw_record_get (self->record, self->field));
  gtk_widget_set_size_request (GTK_WIDGET (self->input), MAX (place.width, 180), -1);
  adw_bin_set_child (self->input_bin, GTK_WIDGET (self->input));
  g_signal_connect_object (self->input, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "chosen", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &place);
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->input));
  return self;
}

/**
 * tw_cell_editor_get_input:
 * @self: an editor
 *
 * Returns: (transfer none): the TwFieldInput
 */
GtkWidget *
tw_cell_editor_get_input (TwCellEditor *self)
{
  g_return_val_if_fail (TW_IS_CELL_EDITOR (self), NULL);
  return GTK_WIDGET (self->input);
}

/**
 * tw_cell_editor_save:
 * @self: an editor
 * @direction: where to go then: 1 to the next cell, -1 to the one before, 0 to stay
 *
 * Saves and closes; when what stands there is no value of the field, that is said and the editor stays.
 *
 * Returns: whether it was a value of the field
 */
gboolean
tw_cell_editor_save (TwCellEditor *self,
                     int           direction)
{
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (TW_IS_CELL_EDITOR (self), FALSE);
  if (self->answered)
    return TRUE;
  if (!read_input (self, &error))
    {
      show_error (self, error->message);
      return FALSE;
    }
  self->answered = TRUE;
  commit (self);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[FINISHED], 0, direction);
  return TRUE;
}

/**
 * tw_cell_editor_cancel:
 * @self: an editor
 *
 * Closes and leaves the value as it was.
 */
void
tw_cell_editor_cancel (TwCellEditor *self)
{
  g_return_if_fail (TW_IS_CELL_EDITOR (self));
  self->answered = TRUE;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[FINISHED], 0, 0);
}

/**
 * tw_cell_editor_get_error:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): what is wrong with what stands there
 */
const char *
tw_cell_editor_get_error (TwCellEditor *self)
{
  g_return_val_if_fail (TW_IS_CELL_EDITOR (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->error_label)) ? gtk_label_get_label (self->error_label) : NULL;
}
