/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-bench-window.h"

#include "tw-app.h"
#include "tw-locale.h"

void
bench_check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

AdwApplication *
bench_application_new (void)
{
  g_autoptr(AdwApplication) application = NULL;
  g_autoptr(GError) error = NULL;

  tw_locale_init ();
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", TW_APP_ID, "resource-base-path", TW_RESOURCE_PATH, "flags",
                              G_APPLICATION_NON_UNIQUE, NULL);
  if (g_application_register (G_APPLICATION (application), NULL, &error))
    return g_steal_pointer (&application);
  g_printerr ("%s\n", error->message);
  return NULL;
}

int
bench_window_main (int argc, char **argv, int width, int height, void (*run) (GtkWindow *window, const char *dir))
{
  g_autoptr(AdwApplication) application = NULL;
  GtkWidget *window;

  if (argc != 2)
    {
      g_autofree char *name = g_path_get_basename (argv[0]);

      g_printerr ("usage: %s FOLDER\n", name);
      return 2;
    }
  application = bench_application_new ();
  if (application == NULL)
    return 1;
  window = adw_application_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  run (GTK_WINDOW (window), argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
