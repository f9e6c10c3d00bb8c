/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that were typed somewhere in the program's windows and would go with them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean tw_typed_words_any (void);

G_END_DECLS
