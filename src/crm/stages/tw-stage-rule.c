/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-rule.h"

#include <glib/gi18n-lib.h>

#include "tw-stage-move.h"
#include "tw-stage-private.h"
#include "tw-stage-times.h"

/* Whether coming to another value of the field means more than the value: most links and choices of a record do not. An import asks this
 * of every field of every row, so that what is cheap to know comes first. */
static gboolean
is_stage_field (TwRuleCase    *one,
                const TwField *field)
{
  gboolean is_new = tw_rule_case_is_new (one);

  if (field->number < TW_FIELD_FIRST_OWN || (field->kind == TW_KIND_ENUM && is_new))
    return FALSE;
  return tw_stage_can_ask (field) || (!is_new && tw_stage_can_group (field) && tw_stage_get_entered_field (field) != NULL);
}

/* NULL: none, or one that is no longer there, which the store refuses by itself. */
static TwStage *
read_stage (TwRuleCase    *one,
            const TwField *group,
            const TwValue *value,
            gboolean      *removed)
{
  const TwChoice *choice = NULL;
  g_autoptr(TwRecord) record = NULL;

  if (value->type == TW_TYPE_ENUM)
    {
      choice = tw_field_get_choice (group, value->text);
      return choice != NULL ? tw_stage_new_from_choice (group, choice) : NULL;
    }
  if (value->type != TW_TYPE_LINK)
    return NULL;
  *removed = tw_rule_case_find (one, tw_field_get_target (group), &value->id, &record) != TW_RULE_LIVE;
  return record != NULL ? tw_stage_new_from_record (record) : NULL;
}

/* --- Reasons --- */

/* A lost deal has other reasons than a won one. */
static gboolean
fits_outcome (TwRuleCase    *one,
              const TwStage *stage,
              const TwField *reason)
{
  const TwValue *value = tw_rule_case_get (one, reason);
  const TwEntity *target = reason->kind == TW_KIND_LINK ? tw_field_get_target (reason) : NULL;
  const TwField *outcome = target != NULL ? tw_entity_get_field (target, "outcome") : NULL;
  g_autoptr(TwRecord) record = NULL;
  const TwValue *its = NULL;

  if (outcome == NULL || outcome->kind != TW_KIND_ENUM || stage->kind == NULL || tw_field_get_choice (outcome, stage->kind) == NULL
      || value->type != TW_TYPE_LINK)
    return TRUE;
  tw_rule_case_find (one, target, &value->id, &record);
  its = record != NULL ? tw_record_get (record, outcome) : NULL;
  return its != NULL && its->type == TW_TYPE_ENUM && g_str_equal (its->text, stage->kind);
}

/* Coming back from a closed stage takes the reason away, and so does coming to one that it does not fit. */
static void
settle_reason (TwRuleCase    *one,
               const TwStage *stage,
               const TwStage *from)
{
  const TwField *reason = tw_rule_case_get_entity (one)->reason_field;
  const TwValue nothing = TW_VALUE_INIT;

  if (reason == NULL || reason->retired || tw_rule_case_is_given (one, reason) || from == NULL || !from->closed)
    return;
  if (stage == NULL || !stage->closed || !fits_outcome (one, stage, reason))
    tw_rule_case_set (one, reason, &nothing);
}

/* --- Required fields --- */

static gboolean
is_missing (TwRuleCase    *one,
            const TwField *group,
            const TwStage *stage,
            const TwField *field)
{
  if (field == tw_rule_case_get_entity (one)->reason_field)
    return !field->retired && (!tw_stage_is_filled (tw_rule_case_get (one, field)) || !fits_outcome (one, stage, field));
  return tw_stage_can_require (group, field) && !tw_stage_is_filled (tw_rule_case_get (one, field));
}

static gboolean
check_required (TwRuleCase    *one,
                const TwField *group,
                const TwStage *stage,
                GError       **error)
{
  g_autoptr(GString) missing = g_string_new (NULL);
  g_autoptr(TwRecord) record = NULL;
  g_autofree char *title = NULL;
  guint n = 0;

  for (char **key = stage->required; key != NULL && *key != NULL; key++)
    {
      const TwField *field = tw_entity_get_field (tw_rule_case_get_entity (one), *key);

      if (field == NULL || !is_missing (one, group, stage, field))
        continue;
      /* Translators: between the names of fields in a sentence: “Amount”, “Close date”. */
      g_string_append_printf (missing, "%s“%s”", n++ > 0 ? _(", ") : "", tw_field_get_label (field));
    }
  if (n == 0)
    return TRUE;
  record = tw_rule_case_dup_record (one);
  title = tw_record_dup_title (record);
  /* Translators: 1 a record, 2 a stage, 3 one or more fields in quotation marks. */
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
               ngettext ("“%1$s” cannot come to “%2$s” without %3$s. Fill that in, then try again.",
                         "“%1$s” cannot come to “%2$s” without %3$s. Fill those in, then try again.", n), title, stage->title, missing->str);
  return FALSE;
}

static gboolean
enter_stage (TwRuleCase    *one,
             const TwField *group,
             GError       **error)
{
  gboolean left_is_removed = FALSE, removed = FALSE;
  g_autoptr(TwStage) stage = read_stage (one, group, tw_rule_case_get (one, group), &removed);
  g_autoptr(TwStage) from = read_stage (one, group, tw_rule_case_get_before (one, group), &left_is_removed);

  settle_reason (one, stage, from);
  /* What is moved because its stage is removed did not come by a person's wish, and nobody asks how long it was in what is gone. */
  if (left_is_removed)
    return TRUE;
  if (!tw_rule_case_is_new (one) && !tw_stage_times_keep (one, group, error))
    return FALSE;
  return stage == NULL || check_required (one, group, stage, error);
}

/**
 * tw_stage_rule:
 * @one: a record of a commit
 * @error: %TW_STORE_ERROR_INVALID with the fields that the stage requires
 *
 * For tw_store_add_rule(). What follows from a stage in the record itself — probability, status, stamps — is derived by the schema,
 * in every edit, too.
 *
 * Returns: %FALSE when the stage cannot be entered
 */
gboolean
tw_stage_rule (TwRuleCase *one,
               GError    **error)
{
  const TwEntity *entity = tw_rule_case_get_entity (one);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if ((field->kind == TW_KIND_LINK || field->kind == TW_KIND_ENUM) && field->formula == NULL && tw_rule_case_is_changed (one, field)
          && is_stage_field (one, field) && !enter_stage (one, field, error))
        return FALSE;
    }
  return TRUE;
}
