/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-late.h"

#include <dlfcn.h>
#include <string.h>

/**
 * tw_late_load:
 * @library: the name under which the loader knows it, as in “libx.so.4”
 * @names: (array length=n): functions
 * @n: how many
 * @functions: (out caller-allocates): a struct of @n pointers to functions
 *
 * Loads a library for as long as the program runs. One that is not there ends the program with a message, as the loader itself
 * would have done at the start: it belongs to the installation like the program's own file.
 */
void
tw_late_load (const char *library, const char *const *names, guint n, gpointer functions)
{
  void *handle = dlopen (library, RTLD_NOW | RTLD_LOCAL);

  if (handle == NULL)
    g_error ("Install Tradewind again, a part of it is missing: %s", dlerror ());
  for (guint i = 0; i < n; i++)
    {
      gpointer function = dlsym (handle, names[i]);

      if (function == NULL)
        g_error ("Install Tradewind again, %s is of another version: %s", library, dlerror ());
      memcpy ((char *) functions + i * sizeof function, &function, sizeof function);
    }
}
