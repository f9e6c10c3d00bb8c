/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loaded before the program (LD_PRELOAD): each query of threads in the background takes seconds, as with a disk that is about to fail,
 * from when the window has been asked for its first picture until the program ends. The thread of the window reads as ever. */
#include <dlfcn.h>
#include <gio/gio.h>
#include <sqlite3.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HOLD_TIME  4000                                 /* ms: longer than a picture takes; the store has few connections, and others wait for one */
#define SHORT_TIME 20

static gint held;

/* The folder of the pictures is made just before the first one. */
int
g_mkdir_with_parents (const gchar *path, int mode)
{
  int (*real) (const gchar *, int) = dlsym (RTLD_NEXT, "g_mkdir_with_parents");

  if (g_getenv ("TW_SHOTS_HELD") != NULL && g_str_has_suffix (path, "loading"))
    g_atomic_int_set (&held, 1);
  return real (path, mode);
}

void
g_application_quit (GApplication *application)
{
  void (*real) (GApplication *) = dlsym (RTLD_NEXT, "g_application_quit");

  g_atomic_int_set (&held, 0);
  real (application);
}

int
sqlite3_step (sqlite3_stmt *stmt)
{
  int (*real) (sqlite3_stmt *) = dlsym (RTLD_NEXT, "sqlite3_step");

  for (int waited = 0; waited < HOLD_TIME && !sqlite3_stmt_busy (stmt) && g_atomic_int_get (&held) && syscall (SYS_gettid) != getpid (); waited += SHORT_TIME)
    g_usleep (SHORT_TIME * 1000);
  return real (stmt);
}
