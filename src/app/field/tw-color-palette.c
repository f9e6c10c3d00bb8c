/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-color-palette.h"

#include <glib/gi18n-lib.h>

#include "tw-list-cell.h"

#define SHOWING "tw-showing"

static const struct
{
  const char *key, *title;
} palette[] = {
  { "slate", N_("Slate") },   { "blue", N_("Blue") },     { "teal", N_("Teal") },   { "green", N_("Green") }, { "yellow", N_("Yellow") },
  { "orange", N_("Orange") }, { "brown", N_("Brown") },   { "red", N_("Red") },     { "coral", N_("Coral") }, { "purple", N_("Purple") },
};

typedef struct
{
  GWeakRef  owner;
  void    (*picked) (gpointer owner, const char *color);
} Picker;

static void
picker_free (gpointer  data,
             GClosure *closure)
{
  Picker *picker = data;

  g_weak_ref_clear (&picker->owner);
  g_free (picker);
}

static void
toggled_cb (GtkToggleButton *button,
            Picker          *picker)
{
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (button));
  g_autoptr(GObject) owner = g_weak_ref_get (&picker->owner);

  if (owner != NULL && gtk_toggle_button_get_active (button) && g_object_get_data (G_OBJECT (box), SHOWING) == NULL)
    picker->picked (owner, g_object_get_data (G_OBJECT (button), "color"));
}

/**
 * tw_color_palette_fill:
 * @box: an empty box
 * @picked: (scope forever): void (*) (gpointer owner, const char *color)
 * @owner: (type GObject): who is told; not kept alive
 *
 * Adds a button for each colour.
 */
void
tw_color_palette_fill (GtkBox    *box,
                       GCallback  picked,
                       gpointer   owner)
{
  GtkWidget *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (palette); i++)
    {
      const TwChoice choice = { .color = palette[i].key };
      GtkWidget *button = gtk_toggle_button_new (), *dot = gtk_image_new_from_icon_name ("media-record-symbolic");
      Picker *picker = g_new0 (Picker, 1);

      g_weak_ref_init (&picker->owner, owner);
      picker->picked = (void (*) (gpointer, const char *)) picked;
      gtk_widget_add_css_class (dot, tw_choice_get_css_class (&choice));
      gtk_button_set_child (GTK_BUTTON (button), dot);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "circular");
      gtk_widget_set_tooltip_text (button, _(palette[i].title));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(palette[i].title), -1);
      g_object_set_data (G_OBJECT (button), "color", (gpointer) palette[i].key);
      if (first == NULL)
        first = button;
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      g_signal_connect_data (button, "toggled", G_CALLBACK (toggled_cb), picker, picker_free, 0);
      gtk_box_append (box, button);
    }
}

/**
 * tw_color_palette_show:
 * @box: a box of tw_color_palette_fill()
 * @color: (nullable): the colour whose button is pressed
 */
void
tw_color_palette_show (GtkBox     *box,
                       const char *color)
{
  g_object_set_data (G_OBJECT (box), SHOWING, box);
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (box)); button != NULL; button = gtk_widget_get_next_sibling (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                  g_strcmp0 (color, g_object_get_data (G_OBJECT (button), "color")) == 0);
  g_object_set_data (G_OBJECT (box), SHOWING, NULL);
}
