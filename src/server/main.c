/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tradewindd: the team server of one workspace (docs/install-server.md). */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <glib-unix.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <glib/gi18n-lib.h>

#include "tw-locale.h"
#include "tw-log.h"
#include "tw-server.h"

#define DEFAULT_PORT  8470
#define STOP_SECONDS  20
#define DEFAULT_RATE  -1

typedef struct
{
  char    *data, *database, *listen, *socket, *certificate, *key, *currency, *exchange_rates;
  int      max_file, port, workers, threads, connections, per_address, idle, stop;
  int      rate_address, rate_user, rate_key, rate_route, rate_sign_in;
  gboolean behind_proxy, unsafe, debug, version;
} Arguments;

static int
tell (const char *format, ...) G_GNUC_PRINTF (1, 2);

static int
tell (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s: %s\n", g_get_prgname (), text);
  return 2;
}

static void
arguments_clear (Arguments *arguments)
{
  g_free (arguments->data);
  g_free (arguments->database);
  g_free (arguments->listen);
  g_free (arguments->socket);
  g_free (arguments->certificate);
  g_free (arguments->key);
  g_free (arguments->currency);
  g_free (arguments->exchange_rates);
}

static gboolean
parse (Arguments *a, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &a->data, N_("The workspace’s folder; made when it is missing"), N_("DIR") },
    { "database", 0, 0, G_OPTION_ARG_STRING, &a->database, N_("PostgreSQL that several servers share; the folder is a copy then"),
      N_("URI") },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &a->listen, N_("The address to listen on; 127.0.0.1 without"), N_("ADDRESS") },
    { "port", 0, 0, G_OPTION_ARG_INT, &a->port, N_("The port; 8470 without; 0: any that is free"), N_("NUMBER") },
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &a->socket, N_("A socket file to listen on instead of an address"), N_("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &a->certificate, N_("The certificate chain for TLS, PEM"), N_("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &a->key, N_("The certificate’s key, PEM"), N_("FILE") },
    { "behind-proxy", 0, 0, G_OPTION_ARG_NONE, &a->behind_proxy, N_("A proxy of yours is in front: its X-Forwarded-For counts"), NULL },
    { "unsafe-listen", 0, 0, G_OPTION_ARG_NONE, &a->unsafe, N_("Listen on a network address without TLS"), NULL },
    { "currency", 0, 0, G_OPTION_ARG_STRING, &a->currency, N_("The currency of a workspace that is made"), N_("CODE") },
    { "exchange-rates", 0, 0, G_OPTION_ARG_STRING, &a->exchange_rates,
      N_("Where exchange rates are fetched from each day, as the European Central Bank publishes them; without: not at all"), N_("URI") },
    { "max-file", 0, 0, G_OPTION_ARG_INT, &a->max_file, N_("Megabytes of the largest file that may be attached; 1000 without"), N_("NUMBER") },
    { "workers", 0, 0, G_OPTION_ARG_INT, &a->workers, N_("Requests that may wait for the disk at once; 64 without"), N_("NUMBER") },
    { "threads", 0, 0, G_OPTION_ARG_INT, &a->threads, N_("Threads for connections; one a core without"), N_("NUMBER") },
    { "max-connections", 0, 0, G_OPTION_ARG_INT, &a->connections, N_("Connections at once; 12000 without"), N_("NUMBER") },
    { "max-per-address", 0, 0, G_OPTION_ARG_INT, &a->per_address, N_("Connections of one address; 2000 without"), N_("NUMBER") },
    { "idle-timeout", 0, 0, G_OPTION_ARG_INT, &a->idle, N_("Seconds a quiet connection is kept; 60 without"), N_("SECONDS") },
    { "rate-address", 0, 0, G_OPTION_ARG_INT, &a->rate_address, N_("Requests a minute of one address; 120000 without; 0: any number"), N_("NUMBER") },
    { "rate-user", 0, 0, G_OPTION_ARG_INT, &a->rate_user, N_("Requests a minute of one person; 30000 without; 0: any number"), N_("NUMBER") },
    { "rate-key", 0, 0, G_OPTION_ARG_INT, &a->rate_key, N_("Requests a minute of one key; 15000 without; 0: any number"), N_("NUMBER") },
    { "rate-route", 0, 0, G_OPTION_ARG_INT, &a->rate_route, N_("Requests a minute of one person or key to one route; 15000 without; 0: any number"),
      N_("NUMBER") },
    { "rate-sign-in", 0, 0, G_OPTION_ARG_INT, &a->rate_sign_in, N_("Passwords, codes and invitations a minute from one address; 300 without; 0: any number"),
      N_("NUMBER") },
    { "stop-timeout", 0, 0, G_OPTION_ARG_INT, &a->stop, N_("Seconds running requests may take at the end; 20 without"), N_("SECONDS") },
    { "debug", 0, 0, G_OPTION_ARG_NONE, &a->debug, N_("Log refused connections, too"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &a->version, N_("The version"), NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Serves a Tradewind workspace to its team."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  /* A command line can be read by everybody on the machine. */
  if (a->database == NULL)
    a->database = g_strdup (g_getenv ("TRADEWIND_DATABASE"));
  return TRUE;
}

static gboolean
is_loopback (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet != NULL && g_inet_address_get_is_loopback (inet);
}

/* 0: good. */
static int
check (const Arguments *a, int argc, char **argv)
{
  if (argc > 1)
    return tell (_("“%s” is not understood; “%s --help” lists the options."), argv[1], g_get_prgname ());
  if (a->data == NULL || *a->data == 0)
    return tell (_("Give the workspace’s folder with --data=DIR."));
  if (a->socket != NULL && (a->listen != NULL || a->certificate != NULL || a->key != NULL))
    return tell (_("--socket goes with neither an address nor a certificate. Choose one of them."));
  if (a->port < 0 || a->port > G_MAXUINT16)
    return tell (_("--port is a number from 0 to 65535."));
  if ((a->certificate == NULL) != (a->key == NULL))
    return tell (_("TLS needs --certificate and --key. Give both or none."));
  if (a->listen != NULL && !g_hostname_is_ip_address (a->listen))
    return tell (_("“%s” is not an address. Give one such as 127.0.0.1 or ::1."), a->listen);
  if (a->listen != NULL && !is_loopback (a->listen) && a->certificate == NULL && !a->unsafe)
    return tell (_("%s can be reached from the network, and there is no TLS: passwords could be read on the way. Give --certificate and "
                   "--key, or put a proxy in front, or say --unsafe-listen if you know the network."), a->listen);
  if (a->workers < 0 || a->workers > 10000 || a->threads < 0 || a->threads > 256 || a->connections < 0 || a->per_address < 0)
    return tell (_("A number of workers, threads or connections is out of range. Leave it out, or give a smaller one above 0."));
  if (a->rate_address < DEFAULT_RATE || a->rate_user < DEFAULT_RATE || a->rate_key < DEFAULT_RATE || a->rate_route < DEFAULT_RATE
      || a->rate_sign_in < DEFAULT_RATE)
    return tell (_("A rate is out of range. Give requests a minute, or 0 for any number."));
  if (a->exchange_rates != NULL && !g_str_has_prefix (a->exchange_rates, "https://") && !g_str_has_prefix (a->exchange_rates, "http://"))
    return tell (_("“%s” is not an address to fetch from. Give one that begins with https://."), a->exchange_rates);
  if (a->max_file < 0)
    return tell (_("--max-file is a number of megabytes above 0."));
  if (a->idle < 0 || a->idle > 3600 || a->stop < 0 || a->stop > 3600)
    return tell (_("A time is out of range. Give seconds from 0 to 3600."));
  return 0;
}

/* Each connection is a file, and so is each reader of the store. */
static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

/* The service manager's protocol: a datagram to the socket that it names. */
static void
notify_manager (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gsize length = path ? strlen (path) : 0;
  int fd;

  if (length < 2 || length >= sizeof address.sun_path)
    return;
  memcpy (address.sun_path, path, length);
  if (*path == '@')
    address.sun_path[0] = 0;
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  if (sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address,
              (socklen_t) (G_STRUCT_OFFSET (struct sockaddr_un, sun_path) + length)) < 0)
    g_printerr ("%s: NOTIFY_SOCKET: %s\n", g_get_prgname (), g_strerror (errno));
  close (fd);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
print_address (const Arguments *a, TwServer *server)
{
  const char *listen = a->listen ? a->listen : "127.0.0.1";
  gboolean six = strchr (listen, ':') != NULL;

  if (a->socket != NULL)
    g_print (_("Listening on unix:%s\n"), a->socket);
  else
    g_print (_("Listening on %s://%s%s%s:%u\n"), a->certificate ? "https" : "http", six ? "[" : "", listen, six ? "]" : "",
             tw_http_get_port (tw_server_get_http (server)));
  fflush (stdout);
}

/* 0 means any number to people, and the default to the server. */
static guint
read_rate (int given)
{
  return given == DEFAULT_RATE ? 0 : given == 0 ? TW_RATES_NONE : (guint) given;
}

static int
serve (const Arguments *a)
{
  const TwServerOptions options = {
    .data = a->data, .database = a->database, .currency = a->currency, .exchange_rates = a->exchange_rates, .max_file = (gint64) a->max_file * 1000000,
    .rates = { read_rate (a->rate_address), read_rate (a->rate_user), read_rate (a->rate_key), read_rate (a->rate_route),
               read_rate (a->rate_sign_in) },
    .http = { a->listen, (guint16) a->port, a->socket, a->certificate, a->key, a->behind_proxy, (guint) a->threads, (guint) a->workers,
              (guint) a->connections, (guint) a->per_address, (guint) a->idle },
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwServer) server = tw_server_new (&options, &error);

  if (server == NULL || !tw_server_start (server, &error))
    {
      tell ("%s", error->message);
      return 1;
    }
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  tw_log_line_free (tw_log_line_new ("info", "ready"));
  print_address (a, server);
  notify_manager ("READY=1");
  g_main_loop_run (loop);
  notify_manager ("STOPPING=1");
  tw_log_line_free (tw_log_line_new ("info", "stopping"));
  tw_server_stop (server, (guint) a->stop);
  tw_log_line_free (tw_log_line_new ("info", "stopped"));
  return 0;
}

/* A file that takes the place of a standard one that was closed would get the log's lines. */
static void
fill_standard_files (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd > STDERR_FILENO)
    close (fd);
}

int
main (int argc, char **argv)
{
  Arguments arguments = { .port = DEFAULT_PORT, .stop = STOP_SECONDS, .rate_address = DEFAULT_RATE, .rate_user = DEFAULT_RATE,
                          .rate_key = DEFAULT_RATE, .rate_route = DEFAULT_RATE, .rate_sign_in = DEFAULT_RATE };
  g_autoptr (GError) error = NULL;
  int status;

  fill_standard_files ();
  tw_locale_init ();
  g_set_prgname ("tradewindd");
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);                           /* a file that may not grow is a full disk */
  umask (077);
  raise_file_limit ();
  if (!parse (&arguments, &argc, &argv, &error))
    status = tell ("%s", error->message);
  else if (arguments.version)
    {
      g_print ("tradewindd %s\n", TW_VERSION);
      status = 0;
    }
  else if ((status = check (&arguments, argc, argv)) == 0)
    {
      tw_log_set_output (STDERR_FILENO, arguments.debug);
      status = serve (&arguments);
    }
  arguments_clear (&arguments);
  return status;
}
