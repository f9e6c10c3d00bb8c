/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-passing-popover.h"

#define FORMER "tw-former-focus"

static void
former_free (gpointer data)
{
  GWeakRef *former = data;

  g_weak_ref_clear (former);
  g_free (former);
}

/* What has the focus inside a popover that goes would keep it alive; it goes back to where it was. */
static void
give_back_focus (GtkWidget *popover)
{
  GtkRoot *root = gtk_widget_get_root (popover);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GWeakRef *weak = g_object_get_data (G_OBJECT (popover), FORMER);
  g_autoptr(GtkWidget) former = weak != NULL ? g_weak_ref_get (weak) : NULL;

  if (root == NULL || (focus != NULL && !gtk_widget_is_ancestor (focus, popover)))
    return;
  if (former == NULL || !gtk_widget_get_mapped (former) || !gtk_widget_grab_focus (former))
    gtk_root_set_focus (root, NULL);
}

/* Before it is shown the focus is still where it was. */
static void
show_cb (GtkWidget *popover)
{
  GtkRoot *root = gtk_widget_get_root (popover);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GWeakRef *former = NULL;

  if (focus == NULL || gtk_widget_is_ancestor (focus, popover))
    return;
  former = g_new0 (GWeakRef, 1);
  g_weak_ref_init (former, focus);
  g_object_set_data_full (G_OBJECT (popover), FORMER, former, former_free);
}

static gboolean
unparent_cb (gpointer data)
{
  GtkWidget *popover = GTK_WIDGET (data);

  give_back_focus (popover);
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkPopover *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, unparent_cb, g_object_ref (popover), g_object_unref);
}

/**
 * tw_popover_goes_when_closed:
 * @popover: a popover that was given a parent
 *
 * Gives the focus back and lets go of it once it is closed. This waits until GTK has finished closing it.
 */
void
tw_popover_goes_when_closed (GtkPopover *popover)
{
  g_return_if_fail (GTK_IS_POPOVER (popover));
  g_signal_connect (popover, "show", G_CALLBACK (show_cb), NULL);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
}

/**
 * tw_popovers_unparent:
 * @parent: a widget that is being disposed
 *
 * Lets go of the popovers that are still open over it.
 */
void
tw_popovers_unparent (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_last_child (parent); GTK_IS_POPOVER (child); child = gtk_widget_get_last_child (parent))
    gtk_widget_unparent (child);
}
