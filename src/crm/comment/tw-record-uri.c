/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-record-uri.h"

#include <string.h>

#define SCHEME "tradewind:"

/**
 * tw_record_uri_print:
 * @entity: entity of a record
 * @id: its id
 *
 * Returns: (transfer full): its address
 */
char *
tw_record_uri_print (const TwEntity *entity,
                     const TwId     *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  g_return_val_if_fail (entity != NULL && id != NULL, NULL);
  return g_strconcat (SCHEME, entity->key, "/", tw_id_print (id, text), NULL);
}

/**
 * tw_record_uri_parse:
 * @schema: the schema
 * @uri: what may be an address; some desktops put slashes after the scheme
 * @id: (out): id of the record
 *
 * Returns: (nullable): entity of the record; %NULL when it is no address of a record
 */
const TwEntity *
tw_record_uri_parse (TwSchema   *schema,
                     const char *uri,
                     TwId       *id)
{
  g_auto(GStrv) parts = NULL;
  const char *path = NULL;

  g_return_val_if_fail (schema != NULL && uri != NULL && id != NULL, NULL);
  if (g_ascii_strncasecmp (uri, SCHEME, strlen (SCHEME)) != 0)
    return NULL;
  for (path = uri + strlen (SCHEME); *path == '/'; path++)
    ;
  parts = g_strsplit (path, "/", 3);
  if (g_strv_length (parts) != 2 || !tw_id_parse (parts[1], id))
    return NULL;
  return tw_schema_get_entity (schema, parts[0]);
}
