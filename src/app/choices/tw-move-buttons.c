/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-move-buttons.h"

#include <glib/gi18n-lib.h>

struct _TwMoveButtons
{
  GtkBox     parent_instance;

  /* Each in a bin: a button itself is as sensitive as its action is enabled, and that is the same for all rows. */
  GtkWidget *up, *down;
};

enum { PROP_PREFIX = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TwMoveButtons, tw_move_buttons, GTK_TYPE_BOX)

static GtkWidget *
add_button (TwMoveButtons *self,
            const char    *icon,
            const char    *title)
{
  GtkWidget *bin = adw_bin_new (), *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_bin_set_child (ADW_BIN (bin), button);
  gtk_box_append (GTK_BOX (self), bin);
  return bin;
}

static void
set_action (GtkWidget  *bin,
            const char *prefix,
            const char *name)
{
  g_autofree char *action = g_strdup_printf ("%s.%s", prefix, name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (adw_bin_get_child (ADW_BIN (bin))), action);
}

static void
tw_move_buttons_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *spec)
{
  TwMoveButtons *self = TW_MOVE_BUTTONS (object);

  if (id != PROP_PREFIX)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
      return;
    }
  set_action (self->up, g_value_get_string (value), "up");
  set_action (self->down, g_value_get_string (value), "down");
}

static void
tw_move_buttons_class_init (TwMoveButtonsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = tw_move_buttons_set_property;
  props[PROP_PREFIX] = g_param_spec_string ("prefix", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tw_move_buttons_init (TwMoveButtons *self)
{
  self->up = add_button (self, "tw-move-up-symbolic", _("Move up"));
  self->down = add_button (self, "tw-move-down-symbolic", _("Move down"));
}

/**
 * tw_move_buttons_set_places:
 * @self: the buttons of a row
 * @above: whether it can go up
 * @below: whether it can go down
 */
void
tw_move_buttons_set_places (TwMoveButtons *self,
                            gboolean       above,
                            gboolean       below)
{
  g_return_if_fail (TW_IS_MOVE_BUTTONS (self));
  gtk_widget_set_sensitive (self->up, above);
  gtk_widget_set_sensitive (self->down, below);
}

/**
 * tw_move_buttons_get_above:
 * @self: the buttons of a row
 *
 * Returns: whether it can go up
 */
gboolean
tw_move_buttons_get_above (TwMoveButtons *self)
{
  g_return_val_if_fail (TW_IS_MOVE_BUTTONS (self), FALSE);
  return gtk_widget_get_sensitive (self->up);
}

/**
 * tw_move_buttons_get_below:
 * @self: the buttons of a row
 *
 * Returns: whether it can go down
 */
gboolean
tw_move_buttons_get_below (TwMoveButtons *self)
{
  g_return_val_if_fail (TW_IS_MOVE_BUTTONS (self), FALSE);
  return gtk_widget_get_sensitive (self->down);
}
