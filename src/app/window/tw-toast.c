/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-toast.h"

/* In ms. Libadwaita 1.2 lets a toast come for 300 ms, for 500 when it takes the place of another, and go for 300; when one is gone before it
 * has come, the end of its coming uses what was freed with it. */
#define SETTLED 600

/* Of an overlay, kept with it. */
typedef struct
{
  gint64 since;                                        /* when the toast that is shown began to come, in µs of the monotonic clock */
  guint  n;                                            /* toasts that are shown or wait */
} Shown;

static Shown *
shown (AdwToastOverlay *overlay)
{
  Shown *self = g_object_get_data (G_OBJECT (overlay), "tw-toast");

  if (self == NULL)
    g_object_set_data_full (G_OBJECT (overlay), "tw-toast", self = g_new0 (Shown, 1), g_free);
  return self;
}

/* A toast says only once of itself that it is dismissed, and has done so. */
static gboolean
settled_cb (gpointer data)
{
  g_object_set_data (data, "tw-toast-waits", NULL);
  g_signal_emit_by_name (data, "dismissed");
  return G_SOURCE_REMOVE;
}

/* Before the overlay hears of it: by Escape, by one of its buttons, by the clock or by the program. The next one comes now. */
static void
dismissed_cb (AdwToast        *toast,
              AdwToastOverlay *overlay)
{
  Shown *self = shown (overlay);
  gint64 now = g_get_monotonic_time (), age = (now - self->since) / 1000;

  if (age >= SETTLED)
    {
      g_signal_handlers_disconnect_by_func (toast, dismissed_cb, overlay);
      self->since = now;
      self->n--;
      return;
    }
  g_signal_stop_emission_by_name (toast, "dismissed");
  if (g_object_get_data (G_OBJECT (toast), "tw-toast-waits") != NULL)
    return;
  g_object_set_data (G_OBJECT (toast), "tw-toast-waits", GINT_TO_POINTER (TRUE));
  g_timeout_add_full (G_PRIORITY_DEFAULT, SETTLED - age, settled_cb, g_object_ref (toast), g_object_unref);
}

/**
 * tw_toast_show:
 * @overlay: where
 * @toast: (transfer full): a toast without handlers of "dismissed"; those that are connected afterwards hear of it when it goes
 *
 * Shows a toast, or lets it wait for the one that is shown, by its priority. One that is dismissed while it comes goes when it has come.
 */
void
tw_toast_show (AdwToastOverlay *overlay,
               AdwToast        *toast)
{
  Shown *self = shown (overlay);

  if (self->n++ == 0 || adw_toast_get_priority (toast) == ADW_TOAST_PRIORITY_HIGH)
    self->since = g_get_monotonic_time ();
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}

/**
 * tw_toast_is_going:
 * @toast: a toast of tw_toast_show()
 *
 * Returns: whether it was dismissed while it came, and goes soon
 */
gboolean
tw_toast_is_going (AdwToast *toast)
{
  return g_object_get_data (G_OBJECT (toast), "tw-toast-waits") != NULL;
}
