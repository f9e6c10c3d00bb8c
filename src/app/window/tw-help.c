/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-help.h"
#include "tw-window-private.h"

/* The help folder of the source tree when the program is run from there. */
static const char *
get_source_dir (void)
{
  const char *dir = g_getenv ("TW_HELP_DIR");

  return dir != NULL && *dir != '\0' ? dir : NULL;
}

static void
say_where (TwWindow   *window,
           const char *page)
{
  g_autofree char *path = tw_help_dup_path (page);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), _("No Help Viewer"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("Install a help viewer such as Yelp, or read the page in the file %s."), path);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * tw_help_get_page:
 * @window: a window
 *
 * Which page of the help tells about what the window shows now.
 *
 * Returns: the page's Mallard id, which is its file's name without ".page"
 */
const char *
tw_help_get_page (TwWindow *window)
{
  TwWindowPage *page = tw_window_get_page (window);

  if (window->palette != NULL && tw_palette_is_open (window->palette))
    return "search";
  return page != NULL ? tw_window_page_get_help (page) : "index";
}

/**
 * tw_help_dup_path:
 * @page: id of a help page
 *
 * Where the page's English file lies. The environment variable `TW_HELP_DIR` names the help folder of a source tree.
 *
 * Returns: (transfer full): a path
 */
char *
tw_help_dup_path (const char *page)
{
  g_autofree char *file = g_strconcat (page, ".page", NULL);
  g_autofree char *help = g_canonicalize_filename ("../help", TW_DATA_DIR);

  if (get_source_dir () != NULL)
    return g_build_filename (get_source_dir (), "C", file, NULL);
  return g_build_filename (help, "C", "tradewind", file, NULL);
}

/**
 * tw_help_present:
 * @window: a window
 *
 * Opens the help at the page about what the window shows. Where nothing can show help, a dialog says where the page lies.
 */
void
tw_help_present (TwWindow *window)
{
  const char *page = tw_help_get_page (window);
  const char *scheme = get_source_dir () != NULL ? "ghelp" : "help";
  g_autoptr(GAppInfo) viewer = g_app_info_get_default_for_uri_scheme (scheme);
  g_autofree char *path = tw_help_dup_path (page);
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  g_autofree char *uri = NULL;

  if (viewer == NULL)
    {
      say_where (window, page);
      return;
    }
  /* The viewer finds an installed page by its name, and takes the translated one; any other by its place. */
  uri = get_source_dir () != NULL ? g_strconcat ("ghelp:", escaped, NULL) : g_strconcat ("help:tradewind/", page, NULL);
  gtk_show_uri (GTK_WINDOW (window), uri, GDK_CURRENT_TIME);
}
