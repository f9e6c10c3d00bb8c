/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-token-keeper.h"

#include <glib/gi18n-lib.h>

struct _TwTokenKeeper
{
  GThreadPool *pool;                                   /* one thread */
  GObject     *owner;                                  /* lent */
  TwTokenKept  kept;
};

typedef struct
{
  GWeakRef       owner;                                /* must be able to end, and to wait for this, meanwhile */
  TwTokenKept    kept;
  GMainContext  *context;
  char          *name, *label, *secret;                /* secret NULL: forget */
  TwSecretsPlace place;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_weak_ref_clear (&keeping->owner);
  g_main_context_unref (keeping->context);
  g_free (keeping->name);
  g_free (keeping->label);
  tw_sync_secrets_free (keeping->secret);
  g_free (keeping);
}

static gboolean
on_kept (gpointer data)
{
  Keeping *keeping = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&keeping->owner);

  if (owner != NULL)
    keeping->kept (owner, keeping->place);
  return G_SOURCE_REMOVE;
}

static void
keep_in_thread (gpointer data, gpointer unused)
{
  Keeping *keeping = data;
  g_autoptr (GSource) told = g_idle_source_new ();
  g_autoptr (GError) error = NULL;

  if (keeping->secret == NULL)
    tw_sync_secrets_forget (keeping->name);
  else
    keeping->place = tw_sync_secrets_save (keeping->name, keeping->label, keeping->secret, &error);
  if (error != NULL)
    g_message ("%s", error->message);
  /* Never called from here, as g_main_context_invoke() does when nobody runs that context just now. */
  g_source_set_priority (told, G_PRIORITY_DEFAULT);
  g_source_set_callback (told, on_kept, keeping, keeping_free);
  g_source_attach (told, keeping->context);
}

static Keeping *
keeping_new (TwTokenKeeper *keeper, const TwId *client)
{
  Keeping *keeping = g_new0 (Keeping, 1);

  g_weak_ref_init (&keeping->owner, keeper->owner);
  keeping->kept = keeper->kept;
  keeping->context = g_main_context_ref_thread_default ();
  keeping->name = tw_id_dup_text (client);
  return keeping;
}

static void
start (TwTokenKeeper *keeper)
{
  keeper->pool = g_thread_pool_new (keep_in_thread, NULL, 1, FALSE, NULL);
}

static void
end (TwTokenKeeper *keeper)
{
  g_thread_pool_free (g_steal_pointer (&keeper->pool), FALSE, TRUE);
}

/**
 * tw_token_keeper_new:
 * @owner: whose tokens they are; it lives longer than the keeper
 * @kept: called from the main context in which a token came, when it is kept or forgotten
 *
 * Returns: (transfer full): a keeper, to be freed with tw_token_keeper_free()
 */
TwTokenKeeper *
tw_token_keeper_new (GObject *owner, TwTokenKept kept)
{
  TwTokenKeeper *keeper = g_new0 (TwTokenKeeper, 1);

  keeper->owner = owner;
  keeper->kept = kept;
  start (keeper);
  return keeper;
}

/**
 * tw_token_keeper_keep:
 * @keeper: a keeper
 * @client: the client that the token is of
 * @server: the address of its server, which the keyring's own program shows
 * @secret: the token
 *
 * Keeps a token in the place of the one of before.
 */
void
tw_token_keeper_keep (TwTokenKeeper *keeper, const TwId *client, const char *server, const char *secret)
{
  Keeping *keeping = keeping_new (keeper, client);

  /* Translators: shown by the keyring's own program; %s is a server's address */
  keeping->label = g_strdup_printf (_("Tradewind at %s"), server);
  keeping->secret = g_strdup (secret);
  g_thread_pool_push (keeper->pool, keeping, NULL);
}

/**
 * tw_token_keeper_forget:
 * @keeper: a keeper
 * @client: the client that the token is of
 *
 * Forgets its token.
 */
void
tw_token_keeper_forget (TwTokenKeeper *keeper, const TwId *client)
{
  g_thread_pool_push (keeper->pool, keeping_new (keeper, client), NULL);
}

/**
 * tw_token_keeper_wait:
 * @keeper: a keeper
 *
 * Waits until everything is kept. A program that ends before the newest token is kept would be signed out at its next start: the one of
 * before is worth nothing.
 */
void
tw_token_keeper_wait (TwTokenKeeper *keeper)
{
  end (keeper);
  start (keeper);
}

void
tw_token_keeper_free (TwTokenKeeper *keeper)
{
  end (keeper);
  g_free (keeper);
}
