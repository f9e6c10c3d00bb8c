/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-painted.h"

typedef struct
{
  TwPaintedFunc func;
  gboolean      seen;                                  /* a frame with the widget has begun */
} Wait;

/* Ticks come before the layout and the painting of their frame: at the second one, the first frame has been painted. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  Wait *wait = data;

  if (!wait->seen)
    {
      wait->seen = TRUE;
      return G_SOURCE_CONTINUE;
    }
  wait->func (widget);
  return G_SOURCE_REMOVE;
}

/**
 * tw_after_painted:
 * @widget: a widget, which need not be in a window yet
 * @func: called once with it; not at all when the widget goes before
 *
 * Puts work off until the first frame with the widget has been painted, so that it does not delay what people look at first.
 */
void
tw_after_painted (GtkWidget    *widget,
                  TwPaintedFunc func)
{
  Wait *wait = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && func != NULL);
  wait = g_new0 (Wait, 1);
  wait->func = func;
  gtk_widget_add_tick_callback (widget, tick_cb, wait, g_free);
}
