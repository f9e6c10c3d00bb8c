/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-action-table.h"

static void
add_keys (GtkWidgetClass     *widget_class,
          const TwActionInfo *info)
{
  g_auto(GStrv) accels = g_strsplit (info->accels, " ", -1);

  for (guint i = 0; accels[i] != NULL; i++)
    {
      GtkShortcutTrigger *trigger = gtk_shortcut_trigger_parse_string (accels[i]);
      g_autoptr(GtkShortcut) shortcut = NULL;

      g_assert (trigger != NULL);
      shortcut = gtk_shortcut_new (trigger, gtk_named_action_new (info->name));
      if (info->target != NULL)
        {
          g_autoptr(GVariant) target = g_variant_ref_sink (g_variant_new_parsed (info->target));

          gtk_shortcut_set_arguments (shortcut, target);
        }
      gtk_widget_class_add_shortcut (widget_class, shortcut);
    }
}

/**
 * tw_action_table_install:
 * @table: the commands of a widget class
 * @widget_class: the class, in its class_init
 *
 * Installs each command as an action of the class, with its keys.
 */
void
tw_action_table_install (const TwActionTable *table,
                         GtkWidgetClass      *widget_class)
{
  g_return_if_fail (table != NULL);
  g_return_if_fail (GTK_IS_WIDGET_CLASS (widget_class));

  for (guint i = 0; i < table->n_infos; i++)
    {
      const TwActionInfo *info = &table->infos[i];

      if (info->property != NULL)
        gtk_widget_class_install_property_action (widget_class, info->name, info->property);
      else if (info->activate != NULL)
        gtk_widget_class_install_action (widget_class, info->name, info->parameter, info->activate);
      if (info->accels != NULL)
        add_keys (widget_class, info);
    }
}
