/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-read-only-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-app.h"

struct _TwReadOnlyBar
{
  GtkBox    parent_instance;

  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (TwReadOnlyBar, tw_read_only_bar, GTK_TYPE_BOX)

static void
tw_read_only_bar_class_init (TwReadOnlyBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("window/tw-read-only-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwReadOnlyBar, words);
}

static void
tw_read_only_bar_init (TwReadOnlyBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_read_only_bar_set_store:
 * @self: a bar
 * @store: (nullable): the store of the workspace that is shown
 *
 * Shows itself when the store can only be read, with why and what to do.
 */
void
tw_read_only_bar_set_store (TwReadOnlyBar *self,
                            TwStore       *store)
{
  gboolean read_only = store != NULL && tw_store_is_read_only (store);

  g_return_if_fail (TW_IS_READ_ONLY_BAR (self));
  gtk_widget_set_visible (GTK_WIDGET (self), read_only);
  if (read_only)
    gtk_label_set_label (self->words, tw_store_is_in_use (store)
                         ? _("Another program has this workspace open. You can read everything here; to change something, close the other program first.")
                         : _("This workspace can only be read: its folder is write-protected."));
}
