/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-theme.h"

#include <glib/gi18n-lib.h>

#define KEY "color-scheme"

static const struct
{
  const char    *key, *label;
  AdwColorScheme scheme;
} schemes[] = {
  { "default", N_("As the desktop"), ADW_COLOR_SCHEME_DEFAULT },
  { "light", N_("Light"), ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", N_("Dark"), ADW_COLOR_SCHEME_FORCE_DARK },
};

static guint
find (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_strcmp0 (schemes[i].key, key) == 0)
      return i;
  return 0;
}

static void
changed_cb (GSettings *settings)
{
  g_autofree char *key = g_settings_get_string (settings, KEY);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[find (key)].scheme);
}

static gboolean
to_row (GValue   *value,
        GVariant *variant,
        gpointer  data)
{
  g_value_set_uint (value, find (g_variant_get_string (variant, NULL)));
  return TRUE;
}

static GVariant *
from_row (const GValue       *value,
          const GVariantType *type,
          gpointer            data)
{
  guint i = g_value_get_uint (value);

  return g_variant_new_string (schemes[i < G_N_ELEMENTS (schemes) ? i : 0].key);
}

/**
 * tw_theme_follow:
 * @settings: the program's settings
 *
 * Makes the program look as they say, now and when they change.
 */
void
tw_theme_follow (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_signal_connect (settings, "changed::" KEY, G_CALLBACK (changed_cb), NULL);
  changed_cb (settings);
}

/**
 * tw_theme_bind:
 * @row: a row without a model
 * @settings: the program's settings
 *
 * Fills the row with what can be chosen, and keeps what is chosen.
 */
void
tw_theme_bind (AdwComboRow *row,
               GSettings   *settings)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  g_return_if_fail (ADW_IS_COMBO_ROW (row) && G_IS_SETTINGS (settings));
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    gtk_string_list_append (labels, _(schemes[i].label));
  adw_combo_row_set_model (row, G_LIST_MODEL (labels));
  g_settings_bind_with_mapping (settings, KEY, row, "selected", G_SETTINGS_BIND_DEFAULT, to_row, from_row, NULL, NULL);
}
