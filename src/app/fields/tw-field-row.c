/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-row.h"

#include <glib/gi18n-lib.h>

#include "tw-field-edit.h"
#include "tw-field-kinds.h"
#include "tw-move-buttons.h"

struct _TwFieldRow
{
  AdwActionRow     parent_instance;

  guint            number;
  gboolean         showing;

  /* From the template. */
  GtkWidget       *handle;
  TwMoveButtons   *move;
  GtkWidget       *edit;
  GtkToggleButton *hide;
};

G_DEFINE_FINAL_TYPE (TwFieldRow, tw_field_row, ADW_TYPE_ACTION_ROW)

enum { RETIRE, PLACE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
hide_toggled_cb (TwFieldRow *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[RETIRE], 0, gtk_toggle_button_get_active (self->hide));
}

static GdkContentProvider *
prepare_drag_cb (TwFieldRow    *self,
                 double         x,
                 double         y,
                 GtkDragSource *source)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 12, 12);
  return gdk_content_provider_new_typed (TW_TYPE_FIELD_ROW, self);
}

static gboolean
drop_cb (TwFieldRow   *self,
         const GValue *value)
{
  TwFieldRow *other = g_value_get_object (value);

  if (other == NULL || other == self)
    return FALSE;
  g_signal_emit (self, signals[PLACE], 0, other->number);
  return TRUE;
}

static void
tw_field_row_class_init (TwFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[RETIRE] = g_signal_new ("retire", TW_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[PLACE] = g_signal_new ("place", TW_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_type_ensure (TW_TYPE_MOVE_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("fields/tw-field-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFieldRow, handle);
  gtk_widget_class_bind_template_child (widget_class, TwFieldRow, move);
  gtk_widget_class_bind_template_child (widget_class, TwFieldRow, edit);
  gtk_widget_class_bind_template_child (widget_class, TwFieldRow, hide);
  gtk_widget_class_bind_template_callback (widget_class, hide_toggled_cb);
}

static void
tw_field_row_init (TwFieldRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TW_TYPE_FIELD_ROW, GDK_ACTION_MOVE);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * tw_field_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
tw_field_row_new (void)
{
  return g_object_new (TW_TYPE_FIELD_ROW, NULL);
}

/* "Number · required · computed" */
static char *
dup_words (const TwField *field)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  if (field->retired)
    g_ptr_array_add (words, _("Hidden"));
  g_ptr_array_add (words, (gpointer) tw_field_kind_get_label (field->kind));
  if (tw_field_get_target (field) != NULL)
    g_ptr_array_add (words, (gpointer) tw_entity_get_label (tw_field_get_target (field), FALSE));
  if (field->formula != NULL)
    g_ptr_array_add (words, _("computed"));
  if (field->required)
    g_ptr_array_add (words, _("required"));
  if (field->unique)
    g_ptr_array_add (words, _("each value once"));
  if (field->read_roles != NULL || field->write_roles != NULL)
    g_ptr_array_add (words, _("for some roles"));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" · ", (char **) words->pdata);
}

/**
 * tw_field_row_show:
 * @self: a row
 * @field: a field
 *
 * Shows a field as it is defined.
 */
void
tw_field_row_show (TwFieldRow    *self,
                   const TwField *field)
{
  g_autofree char *words = dup_words (field), *above = tw_field_edit_shift (field, -1), *below = tw_field_edit_shift (field, 1);

  g_return_if_fail (TW_IS_FIELD_ROW (self));
  self->number = field->number;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), tw_field_get_label (field));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), field->help);
  tw_move_buttons_set_places (self->move, above != NULL, below != NULL);
  gtk_widget_set_visible (self->edit, field->custom && !field->retired);
  gtk_widget_set_visible (GTK_WIDGET (self->hide), field->custom);
  self->showing = TRUE;
  gtk_toggle_button_set_active (self->hide, field->retired);
  self->showing = FALSE;
  if (field->retired)
    gtk_widget_add_css_class (GTK_WIDGET (self), "tw-retired");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tw-retired");
}

/**
 * tw_field_row_get_number:
 * @self: a row
 *
 * Returns: number of the field in its entity
 */
guint
tw_field_row_get_number (TwFieldRow *self)
{
  g_return_val_if_fail (TW_IS_FIELD_ROW (self), 0);
  return self->number;
}
