/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014). A stamp is 48 bits of Unix
 * milliseconds and 16 bits of counter; stamps of one clock always grow, also when the wall clock is set back. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TwClock TwClock;
typedef gint64 (*TwClockNow) (gpointer data);          /* Unix microseconds */

TwClock *tw_clock_new      (TwClockNow now, gpointer data);   /* NULL: g_get_real_time() */
void     tw_clock_free     (TwClock *clock);
guint64  tw_clock_tick     (TwClock *clock);           /* thread-safe */
void     tw_clock_observe  (TwClock *clock, guint64 stamp);
guint64  tw_clock_peek     (TwClock *clock);
gint64   tw_clock_stamp_ms (guint64 stamp);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwClock, tw_clock_free)

G_END_DECLS
