/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the demo company in a folder of its own, in the background. The folder appears only when it is complete, so that a demo
 * that was interrupted is made anew. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Called on the main thread, at most once a frame. */
typedef void (*TwDemoMakerProgress) (double fraction, gpointer data);

void     tw_demo_maker_make_async  (const char *dir, TwDemoMakerProgress progress, gpointer progress_data, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
gboolean tw_demo_maker_make_finish (GAsyncResult *result, GError **error);

G_END_DECLS
