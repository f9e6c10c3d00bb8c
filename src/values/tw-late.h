/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries that are loaded when they are first needed. A program that is linked to one pays for it at every start: with the dozen
 * libraries behind it, libebook-contacts alone is a twentieth of the time until the window shows.
 *
 * A header of ours lists the functions, and a struct holds their addresses:
 *
 *   #define TW_X_FUNCTIONS(F) F (x_new) F (x_free)
 *   typedef struct { TW_X_FUNCTIONS (TW_LATE_MEMBER) } TwX;
 *   const TwX *tw_x (void);
 *   #define x_new (tw_x ()->x_new)
 *
 * and a source file has TW_LATE_DEFINE (TwX, tw_x, "libx.so.4", TW_X_FUNCTIONS).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_LATE_MEMBER(name) __typeof__ (name) *name;
#define TW_LATE_NAME(name)   #name,

#define TW_LATE_DEFINE(Type, get, library, FUNCTIONS) \
  const Type * \
  get (void) \
  { \
    static const char *const names[] = { FUNCTIONS (TW_LATE_NAME) }; \
    static Type functions; \
    static gsize loaded; \
 \
    if (g_once_init_enter (&loaded)) \
      { \
        tw_late_load (library, names, G_N_ELEMENTS (names), &functions); \
        g_once_init_leave (&loaded, 1); \
      } \
    return &functions; \
  }

void tw_late_load (const char *library, const char *const *names, guint n, gpointer functions);

G_END_DECLS
