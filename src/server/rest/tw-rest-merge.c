/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON merge patch, RFC 7396 §2. Depth is bounded by who read the two texts. */
#include "config.h"

#include "tw-rest-private.h"

static void
print_key (GString *json, const char *key, gboolean *first)
{
  if (!*first)
    g_string_append_c (json, ',');
  *first = FALSE;
  tw_doc_print_text (key, json);
  g_string_append_c (json, ':');
}

/**
 * tw_rest_merge:
 * @target: (nullable): what is there
 * @patch: what is to change
 * @json: receives the result, one JSON value
 */
void
tw_rest_merge (const TwDocNode *target, const TwDocNode *patch, GString *json)
{
  gboolean first = TRUE;

  if (patch->type != TW_DOC_OBJECT)
    {
      tw_doc_print (patch, json);
      return;
    }
  if (target != NULL && target->type != TW_DOC_OBJECT)
    target = NULL;
  g_string_append_c (json, '{');
  for (const TwDocNode *old = target != NULL ? target->first : NULL; old != NULL; old = old->next)
    {
      const TwDocNode *new = tw_doc_member (patch, old->key);

      if (new != NULL && new->type == TW_DOC_NULL)
        continue;
      print_key (json, old->key, &first);
      if (new != NULL)
        tw_rest_merge (old, new, json);
      else
        tw_doc_print (old, json);
    }
  for (const TwDocNode *new = patch->first; new != NULL; new = new->next)
    if (new->type != TW_DOC_NULL && (target == NULL || tw_doc_member (target, new->key) == NULL))
      {
        print_key (json, new->key, &first);
        tw_rest_merge (NULL, new, json);
      }
  g_string_append_c (json, '}');
}
