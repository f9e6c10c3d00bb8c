/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-merge.h"

#define MANY 16                                        /* of a list: from here on it is looked up */

static gboolean
is_empty (const TwValue *value)
{
  return tw_value_is_null (value) || (value->type == TW_TYPE_LIST && value->list->n_values == 0);
}

/* An empty list and none are the same to people, and so is the empty text. */
static gboolean
is_same (const TwValue *a, const TwValue *b)
{
  return (is_empty (a) && is_empty (b)) || tw_value_equal (a, b);
}

static guint
get_n (const TwValue *list)
{
  return list->type == TW_TYPE_LIST ? list->list->n_values : 0;
}

/* NULL: so few that looking at each is quicker. */
static GHashTable *
index_list (const TwValue *list)
{
  GHashTable *items = get_n (list) > MANY ? g_hash_table_new ((GHashFunc) tw_value_hash, (GEqualFunc) tw_value_equal) : NULL;

  for (guint i = 0; items != NULL && i < get_n (list); i++)
    g_hash_table_add (items, &list->list->values[i]);
  return items;
}

static gboolean
has (const TwValue *list, GHashTable *items, const TwValue *item)
{
  if (items != NULL)
    return g_hash_table_contains (items, item);
  for (guint i = 0; i < get_n (list); i++)
    if (tw_value_equal (&list->list->values[i], item))
      return TRUE;
  return FALSE;
}

/* strict: only what both have. Else theirs ∪ (mine ∖ base) ∖ (base ∖ mine). */
static void
merge_lists (const TwValue *base, const TwValue *mine, const TwValue *theirs, gboolean strict, TwValue *result)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autoptr (GHashTable) former = index_list (base), own = index_list (mine), other = index_list (theirs);

  for (guint i = 0; i < get_n (theirs); i++)
    {
      TwValue *item = &theirs->list->values[i];

      if (strict ? has (mine, own, item) : (!has (base, former, item) || has (mine, own, item)))
        g_array_append_val (items, *item);
    }
  for (guint i = 0; !strict && i < get_n (mine); i++)
    {
      TwValue *item = &mine->list->values[i];

      if (!has (base, former, item) && !has (theirs, other, item))
        g_array_append_val (items, *item);
    }
  if (items->len > 0)
    *result = tw_value_list ((const TwValue *) items->data, items->len);
}

static gboolean
is_number (const TwValue *value, const TwField *field, guint32 *currency)
{
  if (tw_value_is_null (value))
    return TRUE;
  if (value->type != field->type || (value->tag != 0 && *currency != 0 && value->tag != *currency))
    return FALSE;
  *currency = value->tag != 0 ? value->tag : *currency;
  return TRUE;
}

/* theirs + (mine - base), where nothing is none; FALSE when that is no number of the type, or of another currency. */
static gboolean
add_numbers (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, TwValue *result)
{
  gint64 from = tw_value_is_null (base) ? 0 : base->i, to = tw_value_is_null (mine) ? 0 : mine->i;
  gint64 now = tw_value_is_null (theirs) ? 0 : theirs->i, difference, sum;
  guint32 currency = 0;

  if ((field->type != TW_TYPE_INTEGER && field->type != TW_TYPE_DECIMAL && field->type != TW_TYPE_MONEY && field->type != TW_TYPE_DURATION)
      || !is_number (base, field, &currency) || !is_number (mine, field, &currency) || !is_number (theirs, field, &currency))
    return FALSE;
  if (__builtin_sub_overflow (to, from, &difference) || __builtin_add_overflow (now, difference, &sum))
    return FALSE;
  *result = tw_value_integer (sum);
  result->type = field->type;
  result->tag = currency;
  return TRUE;
}

static int
get_choice_order (const TwField *field, const TwValue *value)
{
  const TwChoice *choice = value->type == TW_TYPE_ENUM ? tw_field_get_choice (field, value->text) : NULL;

  return choice != NULL ? choice->order : -1;
}

/* What allows less: true (revoked, opted out), the later choice (given, refused, withdrawn), what both lists have. */
static gboolean
choose_strict (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, TwValue *result)
{
  if (field->type == TW_TYPE_LIST)
    merge_lists (base, mine, theirs, TRUE, result);
  else if (field->type == TW_TYPE_BOOLEAN)
    *result = tw_value_boolean ((!tw_value_is_null (mine) && mine->i) || (!tw_value_is_null (theirs) && theirs->i));
  else if (field->type == TW_TYPE_ENUM)
    *result = tw_value_copy (get_choice_order (field, mine) > get_choice_order (field, theirs) ? mine : theirs);
  else
    return FALSE;
  return TRUE;
}

static TwMergeOutcome
choose_later (const TwValue *mine, const TwValue *theirs, const TwMergeTimes *times, TwValue *result)
{
  gboolean mine_wins = !times->mine_uncertain && times->mine > times->theirs;

  *result = tw_value_copy (mine_wins ? mine : theirs);
  return mine_wins ? TW_MERGE_MINE_WON : TW_MERGE_THEIRS_WON;
}

static gboolean
combine_texts (const TwValue *base, const TwValue *mine, const TwValue *theirs, TwValue *result)
{
  g_autofree char *text = NULL;

  if (mine->type != TW_TYPE_TEXT || theirs->type != TW_TYPE_TEXT)
    return FALSE;
  text = tw_merge_text (base->type == TW_TYPE_TEXT ? base->text : "", mine->text, theirs->text);
  if (text != NULL)
    *result = tw_value_text (text);
  return text != NULL;
}

/**
 * tw_merge_field:
 * @field: decides the rule (its merge)
 * @base: what was on the screen when the person saved
 * @mine: what he saved
 * @theirs: what the server has now
 * @times: when the two edits were made, by the server's clock
 * @result: (out caller-allocates): the value that the field gets; to be cleared by the caller
 *
 * The rules of docs/sync-protocol.md. A clock decides only which of two kept values is shown, never whether an edit is taken.
 *
 * Returns: what happened; from %TW_MERGE_MINE_WON on there is a value that lost, and it has to be kept
 */
TwMergeOutcome
tw_merge_field (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, const TwMergeTimes *times,
                TwValue *result)
{
  *result = (TwValue) TW_VALUE_INIT;
  /* Two people who both counted one on have counted two, although they wrote the same. */
  if (field->merge == TW_MERGE_ADD && !is_same (base, mine) && !is_same (base, theirs) && add_numbers (field, base, mine, theirs, result))
    return TW_MERGE_COMBINED;
  if (is_same (mine, theirs))
    {
      *result = tw_value_copy (theirs);
      return TW_MERGE_SAME;
    }
  if (is_same (base, theirs))
    {
      *result = tw_value_copy (mine);
      return TW_MERGE_MINE;
    }
  switch (field->merge)
    {
    case TW_MERGE_SET:
      if (field->type != TW_TYPE_LIST)
        break;
      merge_lists (base, mine, theirs, FALSE, result);
      return TW_MERGE_COMBINED;
    case TW_MERGE_ADD:
      break;
    case TW_MERGE_STRICT:
      if (!choose_strict (field, base, mine, theirs, result))
        break;
      return TW_MERGE_COMBINED;
    case TW_MERGE_TEXT:
      if (combine_texts (base, mine, theirs, result))
        return TW_MERGE_COMBINED;
      return choose_later (mine, theirs, times, result);
    case TW_MERGE_REGISTER:
      return choose_later (mine, theirs, times, result);
    case TW_MERGE_ASK:
      break;
    }
  *result = tw_value_copy (theirs);
  return TW_MERGE_ASKS;
}

/**
 * tw_merge_again:
 * @field: decides the rule (its merge)
 * @base: what was there when the person made the change
 * @mine: what he made of it
 * @theirs: what is there now
 * @result: (out caller-allocates): what his change makes of that; to be cleared by the caller
 *
 * Of lists, counters and texts what others did since stays; a value that excludes theirs is his, since he asks for it.
 */
void
tw_merge_again (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, TwValue *result)
{
  static const TwMergeTimes now = { 1, 0, FALSE };     /* he does it now */
  TwMergeOutcome outcome = tw_merge_field (field, base, mine, theirs, &now, result);

  if (outcome != TW_MERGE_ASKS)
    return;
  tw_value_clear (result);
  *result = tw_value_copy (mine);
}
