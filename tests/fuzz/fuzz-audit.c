/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain of audit entries that bytes tamper with: each change of an entry is found, at that entry or before the end, and an untouched
 * chain is good. Also any bytes as the hexadecimal form of hashes. */
#include "config.h"

#include <string.h>

#include "tw-audit-chain.h"
#include "tw-fuzz.h"

TW_FUZZ_MAIN ("audit", 3000)

#define N_ENTRIES 12

static GPtrArray *
make_chain (void)
{
  static const char *const actions[] = { "sign-in", "export", "read", "role-changed" };
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_audit_entry_free);
  const guint8 *before = NULL;

  for (guint i = 0; i < N_ENTRIES; i++)
    {
      TwAuditEntry *entry = g_new0 (TwAuditEntry, 1);

      entry->n = i + 1;
      entry->at = 1000 * (gint64) i;
      memset (entry->user.bytes, (int) i, sizeof entry->user.bytes);
      entry->action = g_strdup (actions[i % G_N_ELEMENTS (actions)]);
      entry->entity = g_strdup (i % 3 == 0 ? "" : "deal");
      entry->detail = i % 2 == 0 ? g_strdup_printf ("{\"name\":\"%u\"}", i) : NULL;
      tw_audit_entry_commit (entry);
      tw_audit_entry_hash (entry, before, entry->hash);
      before = entry->hash;
      g_ptr_array_add (chain, entry);
    }
  return chain;
}

static gboolean
verify (GPtrArray *chain)
{
  g_autoptr (TwAuditVerifier) verifier = tw_audit_verifier_new (NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;

  for (guint i = 0; i < chain->len && good; i++)
    good = tw_audit_verifier_add (verifier, g_ptr_array_index (chain, i), &error);
  good = good && tw_audit_verifier_end (verifier, &error);
  g_assert_true (good == (error == NULL));
  return good;
}

static void
flip (guint8 *bytes, gsize n, guint at, guint8 by)
{
  bytes[at % n] ^= by;
}

/* TRUE: something is other than it was. */
static gboolean
tamper (GPtrArray *chain, guint which, guint part, guint at, guint8 by)
{
  TwAuditEntry *entry = g_ptr_array_index (chain, which % chain->len);

  switch (part % 10)
    {
    case 0:
      entry->n += by;
      return by != 0;
    case 1:
      entry->at ^= (gint64) by << (at % 56);
      return by != 0;
    case 2:
      flip (entry->user.bytes, sizeof entry->user.bytes, at, by);
      return by != 0;
    case 3:
      flip (entry->record.bytes, sizeof entry->record.bytes, at, by);
      return by != 0;
    case 4:
      g_free (entry->action);
      entry->action = g_strdup_printf ("x%u", by);
      return TRUE;
    case 5:
      /* A letter that moves from one text to the next is a change, too. */
      g_free (entry->entity);
      entry->entity = g_strdup_printf ("deal%u", by);
      return TRUE;
    case 6:
      if (entry->detail == NULL)
        return FALSE;
      g_free (entry->detail);
      entry->detail = g_strdup_printf ("{\"name\":\"%u\"} ", by);
      return TRUE;
    case 7:
      flip (entry->commitment, sizeof entry->commitment, at, by);
      return by != 0;
    case 8:
      flip (entry->hash, sizeof entry->hash, at, by);
      return by != 0;
    default:
      if (which % chain->len + 1 >= chain->len)
        return FALSE;
      g_ptr_array_remove_index (chain, which % chain->len);
      return TRUE;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  guint8 bytes[TW_AUDIT_HASH];

  if (tw_audit_unhex (text, bytes, sizeof bytes))
    {
      g_autofree char *hex = tw_audit_hex (bytes, sizeof bytes);

      g_assert_cmpint (g_ascii_strcasecmp (hex, text), ==, 0);
      tw_fuzz_n_good++;
    }
  if (size >= 4)
    {
      g_autoptr (GPtrArray) chain = make_chain ();
      gboolean changed = tamper (chain, data[0], data[1], data[2], data[3]);

      g_assert_true (verify (chain) == !changed);
      tw_fuzz_n_good += !changed;
    }
  return 0;
}
