-- a copy of a database asks the outside services nothing
UPDATE ir_config_parameter
   SET value = ''
 WHERE key IN ('client360.dadata_api_token', 'client360.kontur_focus_api_token');
-- keys that were typed and not saved yet
UPDATE res_config_settings
   SET client360_dadata_sealed_token = NULL,
       client360_kontur_focus_sealed_token = NULL;
