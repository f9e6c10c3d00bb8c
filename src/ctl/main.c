/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tradewindctl: the command line (docs/command-line.md). Global options may stand before the command or after it. */
#include "config.h"

#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl.h"
#include "tw-locale.h"

static const TwCtlCommand *const groups[] = {
  tw_ctl_admin_commands, tw_ctl_read_commands, tw_ctl_figures_commands, tw_ctl_report_commands, tw_ctl_write_commands, tw_ctl_lead_commands, tw_ctl_quote_commands, tw_ctl_exchange_commands, tw_ctl_paper_commands, tw_ctl_expr_commands,
  tw_ctl_sync_commands, tw_ctl_server_commands, tw_ctl_audit_commands,
};

static const TwCtlCommand *
find_command (const char *name)
{
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const TwCtlCommand *command = groups[g]; command->name; command++)
      if (strcmp (command->name, name) == 0)
        return command;
  return NULL;
}

static void
print_help (void)
{
  g_print (_("Usage: %s [OPTION…] COMMAND [ARGUMENT…]"), g_get_prgname ());
  g_print ("\n\n%s\n\n%s\n", _("Works on a Tradewind workspace."), _("Commands:"));
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const TwCtlCommand *command = groups[g]; command->name; command++)
      {
        g_autofree char *usage = g_strdup_printf ("%s %s", command->name, command->arguments);
        g_print ("  %s%*s %s\n", usage, MAX (0, 36 - (int) g_utf8_strlen (usage, -1)), "", _(command->summary));
      }
  g_print ("\n%s\n  %-36s %s\n  %-36s %s\n  %-36s %s\n  %-36s %s\n  %-36s %s\n  %-36s %s\n\n%s\n", _("Options:"),
           "--workspace=DIR", _("The workspace’s folder"),
           "--server=ADDRESS", _("Asks a server for records instead of a workspace"),
           "--token-file=FILE", _("A key of the server stands in its first line"),
           "--format=table|json|csv", _("How results are printed"),
           "--help", _("Help; after a command, its options"),
           "--version", _("The version"),
           _("Exit status: 0 done, 1 not done, 2 wrong usage, 3 done in part."));
}

/* Takes "--name=value" or "--name value" at argv[i] out of the arguments. */
static gboolean
take_option (int *argc, char **argv, int i, const char *name, char **value)
{
  gsize n = strlen (name);
  int taken = 1;
  if (strncmp (argv[i], name, n) != 0 || (argv[i][n] && argv[i][n] != '='))
    return FALSE;
  if (argv[i][n] != '=')
    taken = 2;
  g_free (*value);
  *value = taken == 1 ? g_strdup (argv[i] + n + 1) : i + 1 < *argc ? g_strdup (argv[i + 1]) : g_strdup ("");
  taken = MIN (taken, *argc - i);
  for (int k = i; k + taken <= *argc; k++)
    argv[k] = argv[k + taken];
  *argc -= taken;
  return TRUE;
}

/* Other commands have options of the same name, so these stand before the command, or behind one that knows them. FALSE: told. */
static gboolean
take_server (TwCtl *ctl, int *argc, char **argv)
{
  const TwCtlCommand *command;
  while (*argc > 1 && (take_option (argc, argv, 1, "--server", &ctl->server) || take_option (argc, argv, 1, "--token-file", &ctl->token_file)))
    ;
  command = *argc > 1 ? find_command (argv[1]) : NULL;
  for (int i = 2; command && command->remote && i < *argc && strcmp (argv[i], "--") != 0;)
    if (!take_option (argc, argv, i, "--server", &ctl->server) && !take_option (argc, argv, i, "--token-file", &ctl->token_file))
      i++;
  if (command && !command->remote && (ctl->server || ctl->token_file))
    {
      tw_ctl_tell (_("--server before “%s” is for commands on records: schema, list, count, get, history, search, new, set, delete. “%s %s --help” lists its own options."),
                   command->name, g_get_prgname (), command->name);
      return FALSE;
    }
  if (!ctl->server == !ctl->token_file && (!ctl->server || *ctl->server))
    return TRUE;
  tw_ctl_tell ("%s", _("Give --server with the address of a server and --token-file with a file whose first line is a key of it."));
  return FALSE;
}

/* The global options, wherever they stand before "--". FALSE: wrong, and told. */
static gboolean
take_globals (TwCtl *ctl, int *argc, char **argv)
{
  g_autofree char *format = NULL;
  for (int i = 1; i < *argc && strcmp (argv[i], "--") != 0;)
    if (!take_option (argc, argv, i, "--workspace", &ctl->workspace) && !take_option (argc, argv, i, "--format", &format))
      i++;
  if (ctl->workspace && !*ctl->workspace)
    {
      tw_ctl_tell (_("--workspace needs a folder."));
      return FALSE;
    }
  if (format && strcmp (format, "json") == 0)
    ctl->format = TW_CTL_JSON;
  else if (format && strcmp (format, "csv") == 0)
    ctl->format = TW_CTL_CSV;
  else if (format && strcmp (format, "table") != 0)
    {
      tw_ctl_tell (_("--format is table, json or csv."));
      return FALSE;
    }
  return take_server (ctl, argc, argv);
}

static void
clear_globals (TwCtl *ctl)
{
  g_free (ctl->workspace);
  g_free (ctl->server);
  g_free (ctl->token_file);
}

int
main (int argc, char **argv)
{
  TwCtl ctl = { .quiet = !isatty (STDERR_FILENO) };
  int status = TW_CTL_USAGE;
  tw_locale_init ();
  g_set_prgname ("tradewindctl");
  if (!take_globals (&ctl, &argc, argv))
    {
      clear_globals (&ctl);
      return TW_CTL_USAGE;
    }
  if (argc < 2)
    {
      print_help ();
      tw_ctl_tell (_("Give a command."));
    }
  else if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      status = TW_CTL_DONE;
    }
  else if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("tradewindctl %s\n", TW_VERSION);
      status = TW_CTL_DONE;
    }
  else if (!(ctl.command = find_command (argv[1])))
    tw_ctl_tell (_("There is no command “%s”; “%s --help” lists them."), argv[1], g_get_prgname ());
  else
    status = ctl.command->run (&ctl, argc - 1, argv + 1);
  if (ctl.store)
    tw_store_close (ctl.store);
  g_clear_object (&ctl.store);
  g_clear_pointer (&ctl.schema, tw_schema_unref);
  clear_globals (&ctl);
  return status;
}
