/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-choice-row.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-action-table.h"
#include "tw-color-palette.h"
#include "tw-list-cell.h"
#include "tw-move-buttons.h"

struct _TwChoiceRow
{
  AdwPreferencesRow parent_instance;

  char            *key;                                /* (owned) (nullable) */
  char            *label;                              /* (owned) (nullable) as it is stored */
  gint64           count;
  gboolean         showing;

  /* From the template. */
  GtkWidget       *handle;
  TwMoveButtons   *move;
  GtkWidget       *dot;
  GtkMenuButton   *color_button;
  GtkBox          *colors;
  GtkText         *text;
  GtkLabel        *count_label;
  GtkToggleButton *hide;
  GtkWidget       *places_menu;                        /* in place of them in narrow windows */
};

G_DEFINE_FINAL_TYPE (TwChoiceRow, tw_choice_row, ADW_TYPE_PREFERENCES_ROW)

enum { RENAME, COLOR, RETIRE, PLACE, SHIFT, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What is known of it, below its name. */
static void
show_count (TwChoiceRow *self)
{
  gboolean hidden = gtk_toggle_button_get_active (self->hide);
  g_autofree char *count = g_strdup_printf (ngettext ("%'u record", "%'u records", (gulong) MAX (self->count, 0)), (guint) MAX (self->count, 0));
  /* Translators: %s is a number of records that have a choice which is not offered any more. */
  g_autofree char *both = g_strdup_printf (_("Hidden · %s"), count);

  gtk_label_set_text (self->count_label, self->count < 0 ? _("Hidden") : hidden ? both : count);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), hidden || self->count >= 0);
}

static void
apply_cb (TwChoiceRow *self)
{
  g_autofree char *label = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text))));

  /* A row is also left when it is taken away. */
  if (self->label != NULL && !gtk_widget_in_destruction (GTK_WIDGET (self)) && g_strcmp0 (label, self->label) != 0)
    g_signal_emit (self, signals[RENAME], 0, label);
}

/* Escape: what is stored is shown again. */
static gboolean
key_cb (TwChoiceRow *self,
        guint        key)
{
  if (key != GDK_KEY_Escape || self->label == NULL || g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->text)), self->label))
    return GDK_EVENT_PROPAGATE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), self->label);
  gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
  return GDK_EVENT_STOP;
}

static void
color_picked_cb (TwChoiceRow *self,
                 const char  *color)
{
  gtk_menu_button_popdown (self->color_button);
  g_signal_emit (self, signals[COLOR], 0, color);
}

static void
hide_toggled_cb (TwChoiceRow *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[RETIRE], 0, gtk_toggle_button_get_active (self->hide));
}

static GdkContentProvider *
prepare_drag_cb (TwChoiceRow   *self,
                 double         x,
                 double         y,
                 GtkDragSource *source)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 12, 12);
  return gdk_content_provider_new_typed (TW_TYPE_CHOICE_ROW, self);
}

static gboolean
drop_cb (TwChoiceRow  *self,
         const GValue *value)
{
  TwChoiceRow *other = g_value_get_object (value);

  if (other == NULL || other == self)
    return FALSE;
  g_signal_emit (self, signals[PLACE], 0, other->key);
  return TRUE;
}

/* Of the row and not of the page: the first one cannot go up, and its menu is not where the keyboard is. */
static void
shift (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  g_signal_emit (widget, signals[SHIFT], 0, g_str_equal (name, "choices.up") ? -1 : 1);
}

static const TwActionInfo infos[] = {
  { "choices.up", N_("Move the choice up"), "<Alt>Up", NULL, NULL, shift },
  { "choices.down", N_("Move the choice down"), "<Alt>Down", NULL, NULL, shift },
};

const TwActionTable tw_choice_row_actions = { N_("Choices"), infos, G_N_ELEMENTS (infos) };

static void
tw_choice_row_dispose (GObject *object)
{
  TwChoiceRow *self = TW_CHOICE_ROW (object);

  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->label, g_free);
  G_OBJECT_CLASS (tw_choice_row_parent_class)->dispose (object);
}

static void
tw_choice_row_class_init (TwChoiceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_choice_row_dispose;
  signals[RENAME] = g_signal_new ("rename", TW_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COLOR] = g_signal_new ("color", TW_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RETIRE] = g_signal_new ("retire", TW_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[PLACE] = g_signal_new ("place", TW_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHIFT] = g_signal_new ("shift", TW_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  tw_action_table_install (&tw_choice_row_actions, widget_class);
  g_type_ensure (TW_TYPE_MOVE_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("choices/tw-choice-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, handle);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, move);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, dot);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, color_button);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, colors);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, text);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, count_label);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, hide);
  gtk_widget_class_bind_template_child (widget_class, TwChoiceRow, places_menu);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, hide_toggled_cb);
}

static void
tw_choice_row_init (TwChoiceRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TW_TYPE_CHOICE_ROW, GDK_ACTION_MOVE);

  self->count = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_color_palette_fill (self->colors, G_CALLBACK (color_picked_cb), self);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * tw_choice_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
tw_choice_row_new (void)
{
  return g_object_new (TW_TYPE_CHOICE_ROW, NULL);
}

/**
 * tw_choice_row_show:
 * @self: a row
 * @field: an enum or a set
 * @choice: one of its choices
 *
 * Shows a choice as it is stored. Words that are being typed are left alone.
 */
void
tw_choice_row_show (TwChoiceRow    *self,
                    const TwField  *field,
                    const TwChoice *choice)
{
  const char *label = tw_choice_get_label (field, choice);
  const char *classes[] = { "tw-dot", tw_choice_get_css_class (choice), NULL };

  g_return_if_fail (TW_IS_CHOICE_ROW (self));
  if (g_strcmp0 (self->key, choice->key) != 0 || g_strcmp0 (self->label, label) != 0)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->text), label);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), label);
    }
  g_free (self->key);
  self->key = g_strdup (choice->key);
  g_free (self->label);
  self->label = g_strdup (label);
  gtk_widget_set_css_classes (self->dot, classes);
  self->showing = TRUE;
  tw_color_palette_show (self->colors, choice->color);
  gtk_toggle_button_set_active (self->hide, choice->retired);
  self->showing = FALSE;
  if (choice->retired)
    gtk_widget_add_css_class (GTK_WIDGET (self), "tw-retired");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tw-retired");
  show_count (self);
}

/**
 * tw_choice_row_set_count:
 * @self: a row
 * @count: number of records that have the choice; -1: not known
 */
void
tw_choice_row_set_count (TwChoiceRow *self,
                         gint64       count)
{
  g_return_if_fail (TW_IS_CHOICE_ROW (self));
  self->count = count;
  show_count (self);
}

/**
 * tw_choice_row_get_key:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): key of the choice
 */
const char *
tw_choice_row_get_key (TwChoiceRow *self)
{
  g_return_val_if_fail (TW_IS_CHOICE_ROW (self), NULL);
  return self->key;
}

/**
 * tw_choice_row_get_text:
 * @self: a row
 *
 * Returns: (transfer none): where its name is typed
 */
GtkEditable *
tw_choice_row_get_text (TwChoiceRow *self)
{
  g_return_val_if_fail (TW_IS_CHOICE_ROW (self), NULL);
  return GTK_EDITABLE (self->text);
}

/**
 * tw_choice_row_get_count_words:
 * @self: a row
 *
 * Returns: (transfer none): what stands below its name; empty: nothing
 */
const char *
tw_choice_row_get_count_words (TwChoiceRow *self)
{
  g_return_val_if_fail (TW_IS_CHOICE_ROW (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->count_label)) ? gtk_label_get_text (self->count_label) : "";
}

/**
 * tw_choice_row_set_places:
 * @self: a row
 * @above: whether it can go up
 * @below: whether it can go down
 */
void
tw_choice_row_set_places (TwChoiceRow *self,
                           gboolean above,
                           gboolean below)
{
  g_return_if_fail (TW_IS_CHOICE_ROW (self));
  tw_move_buttons_set_places (self->move, above, below);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "choices.up", above);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "choices.down", below);
}

/**
 * tw_choice_row_set_narrow:
 * @self: a row
 * @narrow: whether its window is as narrow as a phone
 *
 * Four buttons leave no room for the choice there: those that move it go into a menu.
 */
void
tw_choice_row_set_narrow (TwChoiceRow *self,
                          gboolean     narrow)
{
  g_return_if_fail (TW_IS_CHOICE_ROW (self));
  gtk_widget_set_visible (GTK_WIDGET (self->move), !narrow);
  gtk_widget_set_visible (self->places_menu, narrow);
  gtk_widget_set_visible (self->handle, !narrow);
}
